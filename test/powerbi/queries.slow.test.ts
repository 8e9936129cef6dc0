/** The queries of the project as they are shipped, executed on tickets of all services. */
import { vendorNames } from '../../vendors/registry';
import { loadWhatDuckDbReads } from './queries.cases';

loadWhatDuckDbReads('all five services', vendorNames(), 12);
