/** Promise 5: every service with every odd answer, and worlds at random. */
import { VENDOR_NAMES } from '../../vendors/vendor';
import { ODD, manyMissing, mergedTickets, oddAnswers, randomLives } from './short-answers.cases';

for (const name of VENDOR_NAMES) {
  oddAnswers(name, ODD);
  randomLives(name, 10);
}
manyMissing('notific');
mergedTickets();
