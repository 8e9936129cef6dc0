import { faults, races } from './delta.worlds.cases';

faults('delta', 60);
faults('parquet', 60);
races(12);
