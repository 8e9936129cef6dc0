/** What the exporter publishes of all services passes `ticketlake verify`. */
import { vendorNames } from '../../vendors/registry';
import { verified } from './verified.cases';

verified('every service', vendorNames(), 40);
