/** Promise 5: one service, an odd answer and a world at random; all of them: slow.test. */
import { oddAnswers, randomLives } from './short-answers.cases';

oddAnswers('notific', ['another ticket']);
randomLives('sympoq', 1);
