/** A process that is told to end, and a disk that is full. */
import { slow } from './interruptions.cases';

slow();
