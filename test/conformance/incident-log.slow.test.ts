/** A real incident log, whole, through every service. */
import { comesOutOfEveryService } from './incident-log.cases';

comesOutOfEveryService(1);
