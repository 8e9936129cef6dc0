/** One service and one store; the others: slow.test. */
import { getsOver, goesOnInEmptyFolders, quick } from './exports.cases';

goesOnInEmptyFolders('notific', 2);
getsOver('s3');
quick();
