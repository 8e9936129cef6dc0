/** `since`, with all services in one lake. */
import { vendorNames } from '../../vendors/registry';
import { sinceIsKept } from './since.cases';

sinceIsKept(vendorNames(), true);
