/** Promise 5: a narrowed scope that is widened, that vanishes, that is interrupted. */
import { slow } from './a-narrower-scope.cases';

slow();
