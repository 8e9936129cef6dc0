/** What schedule.md of docs/how-to, the image and the examples start, each ended as its supervisor ends it. */
import { SUPERVISED, supervisorsEnd } from './supervisors.cases';

supervisorsEnd(SUPERVISED);
