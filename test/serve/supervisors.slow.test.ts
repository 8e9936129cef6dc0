/** What docs/how-to/serve.md starts, each ended as its supervisor ends it. */
import { SUPERVISED, supervisorsEnd } from './supervisors.cases';

supervisorsEnd(SUPERVISED);
