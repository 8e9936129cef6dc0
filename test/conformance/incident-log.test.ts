/** A part of a real incident log through two services; the whole log through all of them: slow.test. */
import { comesOutOf } from './incident-log.cases';

comesOutOf(['notific', 'teamswork'], 6);
