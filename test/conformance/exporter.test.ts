/** What an export must be: of a service, and with one kind of fault; of all, with every fault: slow.test. */
import { among, wholeDespite, wholeLakes } from './exporter.cases';

among(['notific']);
wholeLakes();
wholeDespite([{ kind: 'wrong_total', names: ['notific'] }]);
