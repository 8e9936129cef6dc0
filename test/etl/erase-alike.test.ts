/** `ticketlake erase`: spellings that become one; chosen at random: slow.test. */
import { quick } from './erase-alike.cases';

quick();
