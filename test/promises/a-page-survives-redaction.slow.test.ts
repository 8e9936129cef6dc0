/** Promises 1, 5 and 7 together: pages that an earlier version damaged. */
import { slow } from './a-page-survives-redaction.cases';

slow();
