/** What an export must be: three kinds of faults, each with a service; every fault with all of them side by side: slow.test. */
import { loudlyEmpty, wholeDespite, wholeLakes } from './exporter.cases';

wholeLakes();
wholeDespite([
  { kind: 'repeat_cursor', names: ['synqly'] },
  { kind: 'wrong_total', names: ['notific'] },
  { kind: 'page_ceiling', names: ['teamswork'] },
]);
loudlyEmpty(['teamswork']);
