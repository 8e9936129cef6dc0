/** Copies of the published database that are changed: what they hold. When there are none, and many changes: slow.test. */
import { quick } from './publish.changed-copy.cases';

quick();
