/** `notify:` on the command line; what is rarer: slow.test. */
import { quick } from './command.cases';

quick();
