/** Promise 8: a quiet run of each service, and what is printed. */
import { vendorNames } from '../../vendors/registry';
import { commandLineSays, quietRuns } from './nothing-new-rewrites-nothing.cases';

quietRuns(vendorNames());
commandLineSays();
