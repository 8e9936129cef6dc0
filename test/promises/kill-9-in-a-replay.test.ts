/** Promise 3 for replays: killed between its two renames; everywhere: slow.test. */
import { killedInAReplay } from './kill-9-in-a-replay.cases';

killedInAReplay(['replay.replaced']);
