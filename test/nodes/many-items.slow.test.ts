/** 130,000 and 500,000 results through each of the six nodes. */
import { NODE_NAMES, eachGives } from './many-items.cases';

eachGives(NODE_NAMES, 130_000);
eachGives(NODE_NAMES, 500_000);
