import { faults, races } from './delta.worlds.cases';

faults('delta', 3);
faults('parquet', 4);
races(2);
