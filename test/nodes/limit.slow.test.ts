/** What all tickets take of memory. */
import { slow } from './limit.cases';

slow();
