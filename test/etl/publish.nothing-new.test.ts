/** After a run that found nothing new the database stays as it is; what meddles with it: slow.test. */
import { quick } from './publish.nothing-new.cases';

quick();
