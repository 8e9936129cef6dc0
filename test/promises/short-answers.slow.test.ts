/** Promise 5: every service with every odd answer, and worlds at random. */
import { ODD, SERVICES, manyMissing, mergedTickets, oddAnswers, randomLives } from './short-answers.cases';

for (const name of SERVICES) {
  oddAnswers(name, ODD);
  randomLives(name, 10);
}
manyMissing('notific');
mergedTickets();
