/** `since` of a service that has a filter for it, and of one that has none; of all: slow.test. */
import { sinceIsKept } from './since.cases';

sinceIsKept(['synqly', 'notific']);
