/** Lists that move while they are read: thousands of worlds. */
import { tries } from '../support/test-profile';
import { listsMayMove } from './moving-lists.cases';

listsMayMove(tries(3000, 50_000));
