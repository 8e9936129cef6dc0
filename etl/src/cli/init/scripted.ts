/** The services of `ticketlake init --yes`: the n-th address and key belong to the n-th service. */
import { didYouMean } from '../../config/did-you-mean';
import type { Variables } from '../../config/variables';
import { vendorNamed, vendorNames } from '../../../../vendors/registry';
import type { SourceDraft } from './source-draft';
import { keyProblem, nameProblem, urlProblem, usualName } from './source-draft';

export interface Scripted {
  service?: string[];
  url?: string[];
  keyEnv?: string[];
  name?: string[];
}

export type ScriptedSources = { ok: true; sources: SourceDraft[] } | { ok: false; message: string; remedy: string };

/**
 * @param variables of the environment and `.env`: the keys are in there
 * @param taken names that other sources have
 */
export function scriptedSources(
  scripted: Scripted,
  variables: Variables,
  taken: readonly string[] = [],
): ScriptedSources {
  const { service = [], url = [], keyEnv = [], name } = scripted;
  if (service.length === 0)
    return refused(
      'no service is named',
      'Add --service VENDOR --url URL --key-env VARIABLE. You may repeat all three.',
    );
  if (url.length !== service.length || keyEnv.length !== service.length || (name ?? service).length !== service.length)
    return refused(
      `there are ${service.length} --service, ${url.length} --url, ${keyEnv.length} --key-env${name ? `, ${name.length} --name` : ''}`,
      'Give each service its own address and key variable, in the same order. Give a name to all of them or to none.',
    );
  const sources: SourceDraft[] = [];
  for (const [at, input] of service.entries()) {
    const one = { service: input, url: url[at] ?? '', variable: keyEnv[at] ?? '', name: name?.[at] };
    const read = readOne(one, [...taken, ...sources.map((source) => source.name)], variables);
    if (!read.ok) return read;
    for (const source of read.sources) sources.push(source);
  }
  return { ok: true, sources };
}

interface OneService {
  service: string;
  url: string;
  variable: string;
  name: string | undefined;
}

function readOne(
  { service, url, variable, name }: OneService,
  taken: readonly string[],
  variables: Variables,
): ScriptedSources {
  const vendor = vendorNamed(service.toLowerCase());
  if (!vendor) {
    const near = didYouMean(service, vendorNames());
    return refused(
      `there is no service "${service}"`,
      near === undefined ? `Choose from: ${vendorNames().join(', ')}.` : `Did you mean "${near}"?`,
    );
  }
  const source = name ?? usualName(vendor, taken);
  const wrongName = nameProblem(source, taken);
  if (wrongName !== undefined) return refused(`"${source}" cannot be the name of a source`, wrongName);
  const address = vendor.baseUrl(url);
  if (!address.ok) return refused(`${source}: ${urlProblem(vendor, url) ?? ''}`, `It looks like ${vendor.exampleUrl}.`);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable))
    return refused(`${source}: --key-env takes the name of a variable, not the key`, 'As --key-env DESKPRO_KEY.');
  const key = variables[variable] ?? '';
  if (key === '')
    return refused(`${source}: the variable ${variable} is not set`, 'Set it in the environment or in .env.');
  const wrongKey = keyProblem(key);
  if (wrongKey !== undefined) return refused(`${source}: the variable ${variable} holds no key`, wrongKey);
  return { ok: true, sources: [{ name: source, vendor, url: address.url, variable, key: key.trim() }] };
}

function refused(message: string, remedy: string): ScriptedSources {
  return { ok: false, message, remedy };
}
