/** Business minutes against a count of every minute: many hours, many tickets. */
import { tries } from '../support/test-profile';
import { minutesAreCounted } from './business-hours.cases';

minutesAreCounted(4, tries(40, 400));
