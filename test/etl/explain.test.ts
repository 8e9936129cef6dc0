/** `explain`, of a service with lists, one without and one that logs what happens; of all: slow.test. */
import { explains } from './explain.cases';

explains(['deskpro', 'notific', 'teamswork']);
