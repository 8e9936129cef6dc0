/** Every request of a run stands in a row of `runs`, for each service, and over several runs. */
import { vendorNames } from '../../vendors/registry';
import { askedIsCounted, nothingIsAskedTwice } from './runs.counts.cases';

askedIsCounted(vendorNames());
nothingIsAskedTwice();
