/** The history is that of the lives: one world of a service without a log and of one with it; of all, and many: slow.test. */
import { historyIsThatOfTheLives } from './marts.lives.cases';

historyIsThatOfTheLives(['notific', 'teamswork'], 1);
