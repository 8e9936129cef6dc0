/** What an export must be with each fault, all services side by side. */
import { vendorNames } from '../../vendors/registry';
import { FAULTS, ONE_LIST, loudlyEmpty, wholeAgain, wholeDespite } from './exporter.cases';

wholeDespite(FAULTS.map((kind) => ({ kind, names: vendorNames() })));
loudlyEmpty(vendorNames().filter((name) => name !== ONE_LIST));
wholeAgain();
