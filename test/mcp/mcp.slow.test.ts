/** An assistant on a lake: over standard input and output, beside trouble, and whatever is refused. */
import { slow } from './mcp.cases';

slow();
