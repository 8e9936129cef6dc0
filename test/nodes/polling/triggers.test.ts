/** Every service's trigger; a burst by a list that is read whole and by a window of time, more of both: slow.test. */
import { NAMES, among, burstsOf, tellsOf } from './triggers.cases';

among(40);
tellsOf(NAMES);
burstsOf(['notific', 'teamswork']);
