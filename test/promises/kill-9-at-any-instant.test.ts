/** Promise 3: while a page is loaded; all places: slow.test. */
import { killed } from './kill-9-at-any-instant.cases';

killed([{ failpoint: 'load.before_commit', service: 'notific', scene: 'first' }]);
