/** What schedule.md of docs/how-to, the image and the examples start, ended by a supervisor: the service. The others are in the slow variant. */
import { SUPERVISED, supervisorsEnd } from './supervisors.cases';

supervisorsEnd(SUPERVISED.filter(([supervisor, line]) => supervisor === 'systemd' && line.endsWith(' serve')));
