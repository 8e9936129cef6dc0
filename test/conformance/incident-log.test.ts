/** A part of a real incident log through a service; the whole log through all of them: slow.test. */
import { comesOutOf } from './incident-log.cases';

comesOutOf(['teamswork'], 6);
