/** `ticketlake verify` of a lake by month, and beside an export. */
import { slow } from './verify.cases';

slow();
