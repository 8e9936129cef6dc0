/** `ticketlake erase`, of the services, and when it is ended. */
import { slow } from './erase.cases';

slow();
