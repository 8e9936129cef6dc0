/** Tables of custom fields over many random worlds. */
import { tries } from '../support/test-profile';
import { fieldTablesHold } from './marts.field-tables.cases';

fieldTablesHold(tries(30, 600));
