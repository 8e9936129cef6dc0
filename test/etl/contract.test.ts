/** `contract: evolve | freeze`; what freeze refuses, one by one: slow.test. */
import { quick } from './contract.cases';

quick();
