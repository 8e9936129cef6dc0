/**
 * The triggers of a service whose list is read whole and of one that has a window of time; those of all, and bursts
 * among more tickets: slow.test.
 */
import { among, burstsOf, tellsOf } from './triggers.cases';

among(40);
tellsOf(['notific', 'teamswork']);
burstsOf(['notific', 'teamswork']);
