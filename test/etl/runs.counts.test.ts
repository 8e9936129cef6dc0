/** Every request of a run of a service stands in a row of `runs`; of all services, and of several runs: slow.test. */
import { aRefusedKeyIsCounted, askedIsCounted } from './runs.counts.cases';

askedIsCounted(['notific']);
aRefusedKeyIsCounted();
