/** The marts are those of the rows: a way to load and build; many: slow.test. */
import { martsAreThoseOfTheRows } from './marts.property.cases';

martsAreThoseOfTheRows(1);
