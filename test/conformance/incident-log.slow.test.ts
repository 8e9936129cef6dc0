/** A real incident log, whole, through every service. */
import { vendorNames } from '../../vendors/registry';
import { comesOutOf } from './incident-log.cases';

comesOutOf(vendorNames(), 1);
