/** Targets in stores of the tests' own, over real sockets. */
import { quick } from './stores.cases';

quick();
