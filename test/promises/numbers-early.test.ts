/** Numbers stand in the lake while the rest is read. */
import { quick } from './numbers-early.cases';

quick();
