/** Which sources can be renamed and removed: names that fit both the lake and the configuration. */
import type { SourceChange } from '../catalog/source-change';
import type { HeldSource } from '../catalog/held-sources';
import { notConfigured } from '../catalog/held-sources';
import { LakeError } from '../base/errors';
import type { Config } from '../config/config';
import { didYouMean } from '../config/did-you-mean';
import { counted } from '../progress/format';

/**
 * @param held sources of the lake
 * @returns the one that is meant
 * @throws LakeError `wrong_source`
 */
export function refuseChange({ from, to }: SourceChange, held: readonly HeldSource[], config: Config): HeldSource {
  const { file, sources } = config;
  // Publishing from nothing would leave nothing published.
  if (held.length === 0) {
    throw new LakeError(
      'not_published',
      `the working database of ${config.lake} holds no source`,
      'Run `ticketlake replay` or `ticketlake export` first. Nothing was changed.',
    );
  }
  const meant = held.find(({ source }) => source === from);
  if (meant === undefined) throw notHeld(from, held, config);
  if (sources.some(({ name }) => name === from)) {
    throw refused(
      `the source ${from} is in the configuration, so the next export would read it anew under this name`,
      to === null
        ? `Take it out of ${file} first.`
        : `Give it the name ${to} in ${file} first, then run this again. The lake follows the configuration.`,
    );
  }
  if (to !== null) refuseTarget(meant, to, held, config);
  return meant;
}

function refuseTarget(meant: HeldSource, to: string, held: readonly HeldSource[], { file, sources }: Config): void {
  const configured = sources.find(({ name }) => name === to);
  if (configured === undefined) {
    const near = didYouMean(
      to,
      sources.map(({ name }) => name),
    );
    throw refused(
      `there is no source ${to} in ${file}`,
      near === undefined ? 'Give the source this name there first.' : `Did you mean "${near}"?`,
    );
  }
  if (configured.vendor.name !== meant.vendor) {
    throw refused(
      `${meant.source} was read from ${meant.vendor}, and ${to} is a source of ${configured.vendor.name}`,
      'A source goes on under another name only where it is the same service.',
    );
  }
  const tickets = held.find(({ source }) => source === to)?.tickets ?? 0;
  if (tickets === 0) return;
  throw refused(
    `the lake holds ${counted(tickets, 'ticket')} of ${to} already`,
    `To keep those, run \`ticketlake sources remove ${meant.source}\`. To keep those of ${meant.source}, take ${to} out of ${file}, run \`ticketlake sources remove ${to}\`, put it back, and run this again.`,
  );
}

function notHeld(name: string, held: readonly HeldSource[], { sources }: Config): LakeError {
  const gone = notConfigured(held, sources).map(({ source }) => source);
  const near = didYouMean(name, gone);
  const others = gone.length === 0 ? 'Every source of the lake is configured.' : `Choose from: ${gone.join(', ')}.`;
  return refused(`the lake holds no source ${name}`, near === undefined ? others : `Did you mean "${near}"?`);
}

function refused(message: string, remedy: string): LakeError {
  return new LakeError('wrong_source', message, `${remedy} Nothing was changed.`);
}
