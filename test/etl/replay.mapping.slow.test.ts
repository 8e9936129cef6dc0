/** A replay of what raw/ holds a part of. */
import { slow } from './replay.mapping.cases';

slow();
