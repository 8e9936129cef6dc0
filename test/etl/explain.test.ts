/** `explain`, of a service with lists, one without and one that logs what happens; of all, and what changed between runs: slow.test. */
import { explains } from './explain.cases';

explains(['deskpro', 'notific', 'teamswork'], false);
