/** Promise 3: while a page is loaded, and in the middle of a publication; all places: slow.test. */
import { killed } from './kill-9-at-any-instant.cases';

killed([
  { failpoint: 'load.before_commit', service: 'teamswork', scene: 'later' },
  { failpoint: 'publish.database_renamed', service: 'teamswork', scene: 'later' },
]);
