/** The history is that of the lives: one world a service; many: slow.test. */
import { historyIsThatOfTheLives } from './marts.lives.cases';

historyIsThatOfTheLives(1);
