/** `ticketlake erase`, of one source; of the services, and when it is ended: slow.test. */
import { quick } from './erase.cases';

quick();
