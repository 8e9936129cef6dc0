/** Queries of the documents, and one of their commands; all of these: slow.test. */
import { quick } from './lake.cases';

quick();
