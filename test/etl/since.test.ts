/** `since` in one run of a service that has a filter for it; of all, and in later runs: slow.test. */
import { sinceIsKept } from './since.cases';

sinceIsKept(['synqly'], false);
