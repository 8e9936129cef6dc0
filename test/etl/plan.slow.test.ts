/** `plan`, of all services in one lake. */
import { vendorNames } from '../../vendors/registry';
import { plans } from './plan.cases';

plans(vendorNames(), vendorNames(), true);
