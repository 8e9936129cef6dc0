/** A part of a real incident log through every service; the whole log: slow.test. */
import { comesOutOfEveryService } from './incident-log.cases';

comesOutOfEveryService(6);
