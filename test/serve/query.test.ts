/** SQL over HTTP. What takes all memory: slow.test. */
import './query.cases';
