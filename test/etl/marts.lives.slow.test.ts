/** The history is that of the lives: many worlds a service. */
import { VENDOR_NAMES } from '../../vendors/vendor';
import { tries } from '../support/test-profile';
import { historyIsThatOfTheLives } from './marts.lives.cases';

historyIsThatOfTheLives(VENDOR_NAMES, tries(4, 100));
