/** Promise 2: one row a key, in many showings. */
import { tries } from '../support/effort';
import { showingsMakeNoDifference } from './nothing-is-doubled.cases';

showingsMakeNoDifference(tries(6, 60));
