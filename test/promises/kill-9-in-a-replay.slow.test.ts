/** Promise 3 for replays: killed everywhere, and after an export that was killed. */
import { REPLAY_FAILPOINTS } from '../../etl/src/base/failpoint';
import { killedBeforeAReplay, killedInAReplay } from './kill-9-in-a-replay.cases';

killedInAReplay([...REPLAY_FAILPOINTS, 'load.before_commit:2', 'publish.file_renamed:1', 'publish.database_renamed:1']);
killedBeforeAReplay();
