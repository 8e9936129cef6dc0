/** `since` of a service that has a filter for it; of all, also of those that have none: slow.test. */
import { sinceIsKept } from './since.cases';

sinceIsKept(['synqly']);
