/** Whether every target can be published to: tried with an object that is removed again. */
import type { ProxyConfig } from '../base/proxy';
import type { Config, TargetConfig } from '../config/config';
import { firstLineOf } from '../base/system-error';
import { storeOf } from '../targets/opened-target';
import { probe } from '../targets/probe';
import type { CheckFinding } from './finding';

export async function checkTargets({ publish, proxy }: Pick<Config, 'publish' | 'proxy'>): Promise<CheckFinding[]> {
  const findings: CheckFinding[] = [];
  for (const target of publish.filter(({ isLake }) => !isLake)) findings.push(await checkTarget(target, proxy));
  return findings;
}

async function checkTarget(target: TargetConfig, proxy: ProxyConfig): Promise<CheckFinding> {
  const subject = `target ${target.name}`;
  try {
    const found = await probe(await storeOf(target, proxy));
    if (found === null) return { subject, level: 'ok', message: `${target.to} can be published to` };
    return { subject, level: 'error', message: `${target.to}: ${found.message}`, remedy: found.remedy };
  } catch (error) {
    return { subject, level: 'error', message: `${target.to}: ${firstLineOf(error)}`, remedy: 'Check the place.' };
  }
}
