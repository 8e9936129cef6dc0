/** `explain`, of all services in one lake. */
import { vendorNames } from '../../vendors/registry';
import { explains } from './explain.cases';

explains(vendorNames(), true);
