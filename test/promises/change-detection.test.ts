/** What incremental runs end with, by a list that is read whole; by filters, and of all services: slow.test. */
import { everythingIsFound } from './change-detection.cases';

everythingIsFound(['notific'], ['withoutState']);
