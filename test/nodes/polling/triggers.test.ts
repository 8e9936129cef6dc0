/** Every service's trigger; a burst by a list that is read whole and by a window of time, more of both: slow.test. */
import { VENDOR_NAMES } from '../../../vendors/vendor';
import { among, burstsOf, tellsOf } from './triggers.cases';

among(40);
tellsOf(VENDOR_NAMES);
burstsOf(['notific', 'teamswork']);
