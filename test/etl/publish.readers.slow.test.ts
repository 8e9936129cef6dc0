/** A reader that opens the lake again and again while it is published. */
import { slow } from './publish.readers.cases';

slow();
