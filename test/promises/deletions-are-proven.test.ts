/** Promise 5: what a scan proves and what it does not; more of the latter: slow.test. */
import { quick } from './deletions-are-proven.cases';

quick();
