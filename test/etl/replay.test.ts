/** `replay` of a lake of a service that logs what happens; with all services: slow.test. */
import { replays } from './replay.cases';

replays(['teamswork']);
