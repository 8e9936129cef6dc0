/** What an export must be: a fault with each service; every fault with all of them side by side: slow.test. */
import { wholeDespite, wholeLakes } from './exporter.cases';

wholeLakes();
wholeDespite([
  { kind: 'truncated', names: ['deskpro'] },
  { kind: 'empty_page', names: ['sympoq'] },
  { kind: 'repeat_cursor', names: ['synqly'] },
  { kind: 'wrong_total', names: ['notific'] },
  { kind: 'page_ceiling', names: ['teamswork'] },
]);
