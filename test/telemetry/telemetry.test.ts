/** OpenLineage: what a collector receives of an export. The others are in the slow variant. */
import { quick } from './telemetry.cases';

quick(['notific', 'teamswork']);
