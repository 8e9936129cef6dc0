/** What incremental runs end with, by a list that is read whole and by a filter; of all services: slow.test. */
import { everythingIsFound, ignoredFiltersAreNoticed } from './change-detection.cases';

everythingIsFound(['notific'], ['withoutState']);
ignoredFiltersAreNoticed(['teamswork']);
