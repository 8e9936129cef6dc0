/** A replay after the meaning of words changed; of a part of raw/: slow.test. */
import { quick } from './replay.mapping.cases';

quick();
