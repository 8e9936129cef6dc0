/** Words of random markup, many tries. */
import { wordsAreKept } from './markup.property.cases';

wordsAreKept(20_000);
