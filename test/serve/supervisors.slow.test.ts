/** What schedule.md and containers.md of docs/how-to start, each ended as its supervisor ends it. */
import { SUPERVISED, supervisorsEnd } from './supervisors.cases';

supervisorsEnd(SUPERVISED);
