/** An assistant on a lake; over standard input and output, and more that is refused: slow.test. */
import { quick } from './mcp.cases';

quick();
