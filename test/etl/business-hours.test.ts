/** Business minutes against a count of every minute: a few hours; many: slow.test. */
import { minutesAreCounted } from './business-hours.cases';

minutesAreCounted(1, 2);
