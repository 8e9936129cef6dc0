/** Targets in a bucket of the tests' own, over real sockets. */
import { quick } from './s3.cases';

quick();
