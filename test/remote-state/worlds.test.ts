/** A few worlds; many: slow.test. */
import { nothingIsLostOrMixed } from './worlds.cases';

nothingIsLostOrMixed(5);
