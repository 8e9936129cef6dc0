/** Words of random markup. More tries: the slow test. */
import { wordsAreKept } from './markup.property.cases';

wordsAreKept(300);
