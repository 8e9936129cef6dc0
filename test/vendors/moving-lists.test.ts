/** Lists that move while they are read: a few hundred worlds; many: slow.test. */
import { listsMayMove } from './moving-lists.cases';

listsMayMove(150);
