/** Every service's trigger among more tickets than fit on a page, and bursts that are too much for one poll. */
import { VENDOR_NAMES } from '../../../vendors/vendor';
import { among, burstsOf, tellsOf } from './triggers.cases';

among(120);
tellsOf(VENDOR_NAMES);
burstsOf(VENDOR_NAMES);
