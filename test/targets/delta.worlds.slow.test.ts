/** Many worlds, and five lakes at once. */
import { faults, races } from './delta.worlds.cases';

jest.setTimeout(900_000);

faults('delta', 20);
faults('parquet', 20);
races(6);
