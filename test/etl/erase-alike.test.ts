/** `ticketlake erase`: spellings that become one; in whole lakes, and chosen at random: slow.test. */
import { quick } from './erase-alike.cases';

quick();
