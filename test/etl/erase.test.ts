/** `ticketlake erase`, of one source; of the services, and when it is ended: slow.test. */
import { expectErasedAgain, quick } from './erase.cases';

quick();

test('a page that comes later is erased before it is written down, in every member of its line', expectErasedAgain);
