/** 130,000 results through each of the six nodes; 500,000: slow.test. */
import { everyNodeGives } from './many-items.cases';

everyNodeGives(130_000);
