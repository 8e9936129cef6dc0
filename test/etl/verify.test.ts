/** `ticketlake verify` finds what is not whole; by month and beside an export: slow.test. */
import { quick } from './verify.cases';

quick();
