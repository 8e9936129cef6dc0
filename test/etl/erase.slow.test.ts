/** `ticketlake erase`: later pages, the services, and when it is ended. */
import { expectErasedAgain, slow } from './erase.cases';

test('a page that comes later is erased before it is written down, in every member of its line', expectErasedAgain);

slow();
