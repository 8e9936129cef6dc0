/** All measures of the model. */
import { AGENT_MEASURES } from './agent-measures';
import { BACKLOG_MEASURES } from './backlog-measures';
import { COMPARED_MEASURES } from './compared-measures';
import { HEALTH_MEASURES } from './health-measures';
import type { Measure } from './measure';
import { OPEN_MEASURES } from './open-measures';
import { TICKET_MEASURES } from './ticket-measures';
import { TIME_MEASURES } from './time-measures';
import { VERDICT_MEASURES } from './verdict-measures';
import { WORK_MEASURES } from './work-measures';

export const MEASURES: readonly Measure[] = [
  ...TICKET_MEASURES,
  ...OPEN_MEASURES,
  ...TIME_MEASURES,
  ...BACKLOG_MEASURES,
  ...VERDICT_MEASURES,
  ...WORK_MEASURES,
  ...AGENT_MEASURES,
  ...COMPARED_MEASURES,
  ...HEALTH_MEASURES,
];

/** @throws Error when there is no such measure: a defect of the generator */
export function measureNamed(name: string): Measure {
  const measure = MEASURES.find((candidate) => candidate.name === name);
  if (!measure) throw new Error(`the model has no measure ${name}`);
  return measure;
}
