/** What incremental runs end with, for every service. */
import { vendorNames } from '../../vendors/registry';
import { everythingIsFound, ignoredFiltersAreNoticed, shownIsFound } from './change-detection.cases';

shownIsFound(vendorNames());
everythingIsFound(vendorNames(), ['withState', 'withoutState']);
ignoredFiltersAreNoticed(['deskpro', 'synqly', 'teamswork']);
