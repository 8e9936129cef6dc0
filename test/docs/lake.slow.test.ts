/** Commands of the documents. */
import { slow } from './lake.cases';

slow();
