/** Promise 7: the keys of all services. */
import { vendorNames } from '../../vendors/registry';
import { keysLeaveNoTrace } from './no-secret-anywhere.cases';

keysLeaveNoTrace(vendorNames());
