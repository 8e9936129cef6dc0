/** Promise 8: a quiet run of one service, its stamps, and what is printed; all services: slow.test. */
import { quietRuns, whatQuietRunsSay } from './nothing-new-rewrites-nothing.cases';

quietRuns(['synqly']);
whatQuietRunsSay();
