/** Promise 1: what hangs on tickets, in the less usual orders of events. */
import { slow } from './nothing-is-lost-silently.cases';

slow();
