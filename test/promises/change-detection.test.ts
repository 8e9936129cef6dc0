/** What incremental runs end with, by a list that is read whole; by filters, of all services, and after a replay: slow.test. */
import { everythingIsFound } from './change-detection.cases';

everythingIsFound(['notific'], []);
