/** `ticketlake erase`, of one source; later pages, the services, and when it is ended: slow.test. */
import { quick } from './erase.cases';

quick();
