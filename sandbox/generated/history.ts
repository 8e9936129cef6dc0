/** The history of a generated ticket, from its life. */
import { firstIdOf } from '../world/base';
import type { WorldChange } from '../world/world';
import type { Life } from './life';

/** `agents` are the ids of the agents by position. */
export function historyOf(index: number, life: Life, agents: readonly number[]): WorldChange[] {
  const changes: WorldChange[] = [];
  const first = life.agent === null ? null : (agents[life.agent] ?? null);
  const second = life.secondAgent === null ? null : (agents[life.secondAgent] ?? null);
  const record = (
    at: number,
    field: WorldChange['field'],
    from: string | null,
    to: string | null,
    by: number | null,
  ): void => {
    if (from !== to) changes.push({ id: 0, field, from, to, at, by });
  };
  let status = 'new';
  for (const [step, to] of life.statuses.entries()) {
    const at = life.times[step] ?? life.createdAt;
    if (step === 0 && first !== null && to === 'open') record(at, 'assignee', null, String(first), first);
    // Closing after some days is the help desk's own doing.
    record(at, 'status', status, to, to === 'closed' ? null : first);
    status = to;
  }
  if (life.takenOverAt !== null && first !== null && second !== null) {
    record(life.takenOverAt, 'assignee', String(first), String(second), second);
  }
  if (life.priorityAt !== null) record(life.priorityAt, 'priority', life.firstPriority, life.priority, first);
  changes.sort((a, b) => a.at - b.at);
  for (const [place, change] of changes.entries()) change.id = firstIdOf(index) + place;
  return changes;
}
