/** Every service's trigger among more tickets than fit on a page, and bursts that are too much for one poll. */
import { NAMES, among, burstsOf, tellsOf } from './triggers.cases';

among(120);
tellsOf(NAMES);
burstsOf(NAMES);
