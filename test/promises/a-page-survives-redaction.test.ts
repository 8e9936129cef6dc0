/** Promises 1, 5 and 7 together, on answers as they come; pages that an earlier version damaged: slow.test. */
import { quick } from './a-page-survives-redaction.cases';

quick();
