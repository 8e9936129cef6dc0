/** What an export must be, also with each fault, all services side by side. */
import { vendorNames } from '../../vendors/registry';
import { FAULTS, loudlyEmpty, wholeAgain, wholeDespite, wholeLakes } from './exporter.cases';

wholeLakes();
wholeDespite(FAULTS.map((kind) => ({ kind, names: vendorNames() })));
// Bare arrays, as Notific and SympoQ answer them here, do not say that they go on.
loudlyEmpty(['deskpro', 'synqly', 'teamswork']);
wholeAgain();
