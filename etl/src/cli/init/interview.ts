/** The questions of `ticketlake init`, in order. Nothing is written before the last one is answered. */
import { vendorNamed, vendorNames } from '../../../../vendors/registry';
import type { Vendor } from '../../../../vendors/vendor';
import type { CheckFinding } from '../../check/finding';
import type { Asker } from '../asker';
import { folder, zone } from '../../config/readers';
import type { ValueReader } from '../../config/readers';
import { messageFor } from '../../config/readers';
import type { SourceDraft } from './source-draft';
import { keyProblem, nameProblem, urlProblem, usualName } from './source-draft';

export interface Answers {
  lake: string;
  timezone: string;
  sources: SourceDraft[];
}

/** What it takes to ask for one source. */
export interface SourceInterviewer {
  ask: Asker;
  /** A variable for the key of a source that no other key has, or that may be replaced. */
  variableOf(source: string, key: string, taken: readonly string[]): Promise<string>;
  /** Asks the service; the findings are shown already. */
  test(draft: SourceDraft): Promise<CheckFinding[]>;
  /** From now on nothing that is printed may show it. */
  hide(key: string): void;
  say(text: string): void;
}

/** @param machineZone the machine's own zone */
export async function interview(interviewer: SourceInterviewer, machineZone: string): Promise<Answers> {
  const { ask } = interviewer;
  const sources: SourceDraft[] = [];
  for (;;) {
    const source = await askSource(interviewer, sources);
    if (source !== undefined) sources.push(source);
    else if (sources.length === 0) continue;
    if (!(await ask.confirm('Another service?', false))) break;
  }
  const timezone = await ask.text({
    message: 'Reporting time zone, which days and local times in the tables are in',
    usual: machineZone,
    validate: validatorOf(zone),
  });
  const lake = await ask.text({
    message: 'Folder of the lake, relative to ticketlake.yaml',
    usual: './lake',
    validate: validatorOf(folder),
  });
  return { sources, timezone: valueOf(zone, timezone), lake: valueOf(folder, lake) };
}

/**
 * @param others sources that there are already, with the variables of their keys
 * @returns undefined where the service is left out
 */
export async function askSource(
  interviewer: SourceInterviewer,
  others: ReadonlyArray<Pick<SourceDraft, 'name' | 'variable'>>,
): Promise<SourceDraft | undefined> {
  const { ask, test, variableOf, hide } = interviewer;
  const vendor = await askVendor(ask);
  const taken = others.map(({ name }) => name);
  const name = await ask.text({
    message: 'A name for it, which begins every key, for example name:123',
    usual: usualName(vendor, taken),
    validate: (input) => nameProblem(input, taken),
  });
  let url = await askUrl(interviewer, vendor);
  let key = await askKey(interviewer, vendor);
  for (;;) {
    hide(key);
    const variable = await variableOf(
      name,
      key,
      others.map((other) => other.variable),
    );
    const draft: SourceDraft = { name, vendor, url, key, variable };
    const findings = await test(draft);
    if (findings.every(({ level }) => level !== 'error')) return draft;
    const next = await ask.choose('What now?', [
      { value: 'key', label: 'Enter the key again' },
      { value: 'url', label: 'Enter the address again' },
      { value: 'again', label: 'Test again' },
      { value: 'keep', label: 'Keep it as it is' },
      { value: 'drop', label: 'Leave this service out' },
    ]);
    if (next === 'keep') return draft;
    if (next === 'drop') return undefined;
    if (next === 'url') url = await askUrl(interviewer, vendor);
    if (next === 'key') key = await askKey(interviewer, vendor);
  }
}

async function askVendor(ask: Asker): Promise<Vendor> {
  const names = vendorNames();
  const choices = names.map((name) => ({ value: name, label: vendorNamed(name)?.title ?? name }));
  const chosen = vendorNamed(await ask.choose('Which service?', choices));
  if (!chosen) throw new Error('the service that was chosen does not exist');
  return chosen;
}

const ELSEWHERE = 'elsewhere';

async function askUrl({ ask, say }: Pick<SourceInterviewer, 'ask' | 'say'>, vendor: Vendor): Promise<string> {
  if (vendor.regions !== undefined) {
    const choices = vendor.regions.map(({ name, url }) => ({ value: url, label: `${name}: ${url}` }));
    const chosen = await ask.choose('Where?', [...choices, { value: ELSEWHERE, label: 'Another address' }]);
    if (chosen !== ELSEWHERE) return normalised(vendor, chosen);
  }
  const input = await ask.text({
    message: 'Its address',
    example: vendor.exampleUrl,
    validate: (text) => urlProblem(vendor, text),
  });
  const url = normalised(vendor, input);
  if (url !== input) say(`Address: ${url}`);
  return url;
}

async function askKey({ ask }: Pick<SourceInterviewer, 'ask'>, vendor: Vendor): Promise<string> {
  return (await ask.secret(`API key of ${vendor.title} (not shown)`, keyProblem)).trim();
}

function normalised(vendor: Vendor, input: string): string {
  const address = vendor.baseUrl(input);
  return address.ok ? address.url : input;
}

function validatorOf<T>(reader: ValueReader<T>): (input: string) => string | undefined {
  return (input) => {
    const reading = reader(input);
    return reading.ok ? undefined : `${messageFor(reading.says, input)}. ${reading.remedy}`;
  };
}

function valueOf<T>(reader: ValueReader<T>, input: string): T | string {
  const reading = reader(input);
  return reading.ok ? reading.value : input;
}
