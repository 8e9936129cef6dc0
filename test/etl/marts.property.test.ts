/** The marts are those of the rows: a few ways to load and build; many: slow.test. */
import { martsAreThoseOfTheRows } from './marts.property.cases';

martsAreThoseOfTheRows(2);
