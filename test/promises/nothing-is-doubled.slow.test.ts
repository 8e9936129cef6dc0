/** Promise 2: one row a key, in many showings. */
import { tries } from '../support/test-profile';
import { showingsMakeNoDifference } from './nothing-is-doubled.cases';

showingsMakeNoDifference(tries(6, 60));
