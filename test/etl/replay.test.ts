/** `replay` of a lake of a service that logs what happens; with all services and all of their lists, and of a damaged lake: slow.test. */
import { replays } from './replay.cases';

replays(['teamswork'], ['tickets', 'comments', 'history'], false);
