/** `ticketlake erase`: every spelling in a whole lake, and some at random. */
import { slow } from './erase-alike.cases';

slow();
