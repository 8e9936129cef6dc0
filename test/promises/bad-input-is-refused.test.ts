/** Bad input is refused clearly; each service and each kind of wrong answer: slow.test. */
import { quick } from './bad-input-is-refused.cases';

quick();
