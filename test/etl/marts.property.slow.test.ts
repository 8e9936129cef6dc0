/** The marts are those of the rows: many ways to load and build. */
import { tries } from '../support/test-profile';
import { martsAreThoseOfTheRows } from './marts.property.cases';

martsAreThoseOfTheRows(tries(6, 200));
