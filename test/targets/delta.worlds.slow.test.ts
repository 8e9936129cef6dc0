/** Many worlds in a folder and in every kind of store, and five lakes at once. */
import { tries } from '../support/test-profile';
import { STORES } from '../support/stores';
import { faults, races } from './delta.worlds.cases';

jest.setTimeout(900_000);

faults('delta', tries(20, 200));
faults('parquet', tries(20, 200));
for (const store of STORES) {
  faults('delta', tries(6, 60), store);
  faults('parquet', tries(6, 60), store);
}
races(6);
