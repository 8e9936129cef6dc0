/** Promise 5: one service and an odd answer; all of them, and worlds at random: slow.test. */
import { oddAnswers } from './short-answers.cases';

oddAnswers('notific', ['another ticket']);
