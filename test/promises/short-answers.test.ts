/** Promise 5: one service, a few odd answers and worlds; all of them: slow.test. */
import { oddAnswers, randomLives } from './short-answers.cases';

oddAnswers('notific', ['HTTP 404 for everything', 'another ticket']);
randomLives('sympoq', 2);
