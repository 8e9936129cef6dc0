/** 500,000 results through each of the six nodes. */
import { everyNodeGives } from './many-items.cases';

everyNodeGives(500_000);
