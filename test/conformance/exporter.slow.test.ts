/** What an export must be with each fault, all services side by side. */
import { vendorNames } from '../../vendors/registry';
import { FAULTS, loudlyEmpty, wholeAgain, wholeDespite } from './exporter.cases';

wholeDespite(FAULTS.map((kind) => ({ kind, names: vendorNames() })));
// Bare arrays, as Notific and SympoQ answer them here, do not say that they go on.
loudlyEmpty(['deskpro', 'synqly', 'teamswork']);
wholeAgain();
