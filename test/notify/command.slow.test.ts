/** `notify:` on the command line: an older key, a receiver that refuses, a run that cannot begin. */
import { slow } from './command.cases';

slow();
