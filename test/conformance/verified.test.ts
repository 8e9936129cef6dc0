/** What the exporter publishes of a service passes `ticketlake verify`; of all in one lake: slow.test. */
import { verified } from './verified.cases';

verified('a service', ['teamswork'], 24);
