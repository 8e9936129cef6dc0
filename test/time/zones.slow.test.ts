/** Zone arithmetic on the transitions of all zones. */
import { transitions } from './zones.cases';

transitions(Intl.supportedValuesOf('timeZone'));
