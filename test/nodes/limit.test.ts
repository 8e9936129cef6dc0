/** What a limit costs; what all tickets take of memory: slow.test. */
import { quick } from './limit.cases';

quick();
