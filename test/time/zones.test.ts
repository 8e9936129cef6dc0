/** Zone arithmetic on the transitions of every eighth zone; of all: slow.test. */
import { knownCases, transitions } from './zones.cases';

transitions(Intl.supportedValuesOf('timeZone').filter((_zone, at) => at % 8 === 0));
knownCases();
