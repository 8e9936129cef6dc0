/** Promise 8: a quiet run of each service. */
import { vendorNames } from '../../vendors/registry';
import { quietRuns } from './nothing-new-rewrites-nothing.cases';

quietRuns(vendorNames());
