/** Runs that are interrupted, in the process of the test; ended processes and full disks: slow.test. */
import { quick } from './interruptions.cases';

quick();
