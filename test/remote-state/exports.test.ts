/** One service; the others: slow.test. */
import { FAULTS, getsOver, goesOnInEmptyFolders, quick } from './exports.cases';

goesOnInEmptyFolders('notific', 2);
getsOver(FAULTS);
quick();
