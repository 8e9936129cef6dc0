/** Promise 3: before a page is loaded, in the middle of a scan, in the middle of a publication; all places: slow.test. */
import { killed } from './kill-9-at-any-instant.cases';

killed([
  { failpoint: 'load.before_commit', service: 'synqly', scene: 'first' },
  { failpoint: 'scan.gone_marked', service: 'teamswork', scene: 'later' },
  { failpoint: 'publish.database_renamed', service: 'teamswork', scene: 'later' },
]);
