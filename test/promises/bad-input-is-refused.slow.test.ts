/** Wrong keys of each service, and each kind of wrong answer for ever. */
import { slow } from './bad-input-is-refused.cases';

slow();
