/** What an export must be: one kind of fault, with a service; every fault with all of them side by side: slow.test. */
import { wholeDespite, wholeLakes } from './exporter.cases';

wholeLakes();
wholeDespite([{ kind: 'wrong_total', names: ['notific'] }]);
