/** An edit of a ticket that was done before the days of `done_rescan`; within them: slow.test. */
import { editsOfDoneTickets } from './done-rescan.cases';

editsOfDoneTickets([['5d', 5, false]]);
