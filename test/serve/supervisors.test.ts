/** What schedule.md and containers.md of docs/how-to start, ended by a supervisor: the service. The others are in the slow variant. */
import { SUPERVISED, supervisorsEnd } from './supervisors.cases';

supervisorsEnd(SUPERVISED.filter(([supervisor, line]) => supervisor === 'systemd' && line.endsWith(' serve')));
