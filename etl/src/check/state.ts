/** Whether the state can be kept where `state:` says: tried with an object of its own, and who holds it. */
import { firstLineOf } from '../base/system-error';
import type { Config } from '../config/config';
import { probe } from '../targets/probe';
import { stateStore } from '../targets/remote-state/holding';
import { stateStatus } from '../targets/remote-state/reading';
import type { CheckFinding } from './finding';

export async function checkState(
  config: Pick<Config, 'lake' | 'state' | 'proxy'>,
  now: () => number,
): Promise<CheckFinding[]> {
  const { state, proxy } = config;
  if (state === undefined) return [];
  const finding = { subject: 'state', remedy: 'Check state:, the keys and their rights.' };
  try {
    const found = await probe(await stateStore(state, proxy));
    if (found !== null)
      return [{ subject: 'state', level: 'error', message: `${state.to}: ${found.message}`, remedy: found.remedy }];
  } catch (error) {
    return [{ ...finding, level: 'error', message: `${state.to}: ${firstLineOf(error)}` }];
  }
  const status = await stateStatus(config, now);
  const { error = null, held: holder = null } = status ?? {};
  if (error !== null) return [{ ...finding, level: 'error', message: `${state.to}: ${error}` }];
  const able: CheckFinding = { subject: 'state', level: 'ok', message: `${state.to} can keep the state` };
  if (holder === null) return [able];
  const held = { ...finding, level: 'warning' as const, message: `${state.to} is locked by another run: ${holder}` };
  return [able, { ...held, remedy: 'An export would end with exit code 75 until that run has ended.' }];
}
