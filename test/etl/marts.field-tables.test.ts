/** Tables of custom fields: what a saved report meets when fields change. Sources, many fields and random worlds: slow.test. */
import './marts.field-tables.lake.cases';
import { fieldTablesHold } from './marts.field-tables.cases';

fieldTablesHold(2);
