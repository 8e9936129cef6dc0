/** Promise 2: one row a key, in two showings; in many: slow.test. */
import { showingsMakeNoDifference } from './nothing-is-doubled.cases';

showingsMakeNoDifference(1);
