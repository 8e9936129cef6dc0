/** One poll of a trigger at a time. */
import type { IPollFunctions } from 'n8n-workflow';

/**
 * Polls under way, by workflow and node: a schedule starts the next one whether the last one has ended or not, and two
 * at once would tell the same twice. Not by the static data, of which n8n may hand each poll a copy, and not in it: a
 * mark there would outlive a crash.
 */
const underWay = new Set<string>();

/** @returns what the poll gives; null while another poll of this trigger is under way */
export async function oneAtATime<Result>(context: IPollFunctions, poll: () => Promise<Result>): Promise<Result | null> {
  const { id, name } = context.getNode();
  const trigger = JSON.stringify([context.getWorkflow().id, id || name]);
  if (underWay.has(trigger)) return null;
  underWay.add(trigger);
  try {
    return await poll();
  } finally {
    underWay.delete(trigger);
  }
}
