/** Edits of tickets that are done, by `done_rescan`. */
import { editsOfDoneTickets } from './done-rescan.cases';

editsOfDoneTickets([
  ['30d', 30, true],
  ['5d', 5, false],
  ['0d', 0, false],
]);
