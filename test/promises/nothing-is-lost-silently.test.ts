/** Promise 1: lists of tickets and what hangs on tickets are reconciled; more: slow.test. */
import { quick } from './nothing-is-lost-silently.cases';

quick();
