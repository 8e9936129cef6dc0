/** Tables of custom fields over many random worlds. */
import './marts.field-tables.lake.cases';
import { tries } from '../support/test-profile';
import { fieldTablesHold } from './marts.field-tables.cases';

fieldTablesHold(tries(30, 600));
