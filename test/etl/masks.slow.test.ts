import './masks.rows.cases';
import { tries } from '../support/test-profile';
import { maskedRows } from './masks.cases';

test(
  'rows are those of a lake without masks, masked as the contract says, however they came',
  () => maskedRows(tries(25, 200)),
  1_200_000,
);
