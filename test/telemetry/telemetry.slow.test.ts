/** OpenLineage and OpenTelemetry: what a collector receives of exports of all services, and of how they end. */
import { quick, thorough } from './telemetry.cases';

quick();
thorough();
