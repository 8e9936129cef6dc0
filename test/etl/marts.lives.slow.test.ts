/** The history is that of the lives: many worlds a service. */
import { tries } from '../support/effort';
import { historyIsThatOfTheLives } from './marts.lives.cases';

historyIsThatOfTheLives(tries(4, 100));
