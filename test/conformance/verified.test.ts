/** What the exporter publishes of two services passes `ticketlake verify`; of all: slow.test. */
import { verified } from './verified.cases';

verified('two services', ['notific', 'teamswork']);
