/** A publication, file by file; in partitions: slow.test. */
import { quick } from './publish.files.cases';

quick();
