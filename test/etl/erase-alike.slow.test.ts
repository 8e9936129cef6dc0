/** `ticketlake erase`: spellings at random. */
import { slow } from './erase-alike.cases';

slow();
