/** Promise 5: a narrowed scope and the tickets outside of it; more: slow.test. */
import { quick } from './a-narrower-scope.cases';

quick();
