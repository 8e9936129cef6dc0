/** One world of each format; many, and lakes that race: slow.test. */
import { faults } from './delta.worlds.cases';

faults('delta', 2);
faults('parquet', 2);
