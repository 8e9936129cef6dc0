/** `contract: freeze`: what it refuses, one by one. */
import { slow } from './contract.cases';

slow();
