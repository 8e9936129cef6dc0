/** One service as it is asked for: what can be judged at once, and the test of its key. */
import { vendorNames } from '../../../../vendors/registry';
import { fold } from '../../../../vendors/text';
import type { Vendor } from '../../../../vendors/vendor';
import { capitalized } from '../../base/capitalized';
import type { CheckFinding } from '../../check/finding';
import { checkSource } from '../../check/source';
import { readConfig } from '../../config/load';
import { NAME_REMEDY, SOURCE_NAME } from '../../config/source-name';
import type { Problem } from '../../config/problem';
import { secret } from '../../config/readers';
import type { Variables } from '../../config/variables';
import type { ConfigAnswers, SourceAnswer } from './config-text';
import { configText } from './config-text';

export interface SourceDraft extends SourceAnswer {
  key: string;
}

/** @returns what is wrong with a name, or undefined */
export function nameProblem(input: string, taken: readonly string[]): string | undefined {
  if (!SOURCE_NAME.test(input)) return NAME_REMEDY;
  return taken.some((name) => fold(name) === fold(input)) ? 'Another source has this name.' : undefined;
}

/** The service's own name, with a number where that is taken. */
export function usualName(vendor: Vendor, taken: readonly string[]): string {
  const names = [vendor.name, ...Array.from({ length: taken.length + 1 }, (_, at) => `${vendor.name}-${at + 2}`)];
  return names.find((name) => nameProblem(name, taken) === undefined) ?? vendorNames().join('-');
}

/** @returns what is wrong with an address, or undefined */
export function urlProblem(vendor: Vendor, input: string): string | undefined {
  const address = vendor.baseUrl(input);
  return address.ok ? undefined : capitalized(address.reason);
}

/** @returns what is wrong with a key, without showing it, or undefined */
export function keyProblem(input: string): string | undefined {
  if (input.trim() === '') return 'The key is empty.';
  const reading = secret(input);
  return reading.ok ? undefined : `${capitalized(reading.says('the key'))}. ${reading.remedy}`;
}

export interface Testing {
  signal: AbortSignal;
  /** The environment, for proxies. */
  env: Variables;
  /** Epoch ms. */
  now(): number;
}

/** @returns the first problem that a configuration of these answers would have; undefined when it is good */
export function problemOf(answers: ConfigAnswers, file: string, variables: Variables): Problem | undefined {
  const loaded = readConfig(configText(answers), file, variables);
  return loaded.ok ? undefined : loaded.problems[0];
}

/** Asks the service itself, as `ticketlake check` does. */
export async function testDraft(draft: SourceDraft, { signal, env, now }: Testing): Promise<CheckFinding[]> {
  const text = configText({ lake: './lake', timezone: 'UTC', sources: [draft] });
  const loaded = readConfig(text, '/ticketlake.yaml', { ...env, [draft.variable]: draft.key });
  if (!loaded.ok) {
    return loaded.problems.map(({ message, remedy }) => ({ subject: draft.name, level: 'error', message, remedy }));
  }
  const findings = loaded.config.sources.map((source) =>
    checkSource(source, {
      signal,
      proxy: loaded.config.proxy,
      // A source may be added to a lake that masks people.
      hidesPeople: true,
      now,
      listener: () => undefined,
    }),
  );
  return (await Promise.all(findings)).flat();
}
