/** What became of targets, a line each. */
import type { TargetResult } from '../base/run-result';
import { counted } from '../progress/format';

export function targetLines(targets: readonly TargetResult[]): string[] {
  return targets.map((result) => `${result.target} (${result.to}): ${outcomeText(result)}`);
}

function outcomeText({ outcome, error, changed, objects, bytes }: TargetResult): string {
  if (outcome === 'failed') return `failed: ${error ?? ''}`;
  if (changed.length === 0) return 'is as the lake is';
  return `${counted(changed.length, 'table')} written, ${counted(objects, 'object')}, ${counted(bytes, 'byte')}`;
}

/** Where old versions may still hold what was taken out of the lake. */
export function notReached(targets: readonly TargetResult[], left: readonly string[]): string[] {
  const failed = targets
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ target, to, error }) => `Not reached: ${target} (${to}): ${error ?? ''}`);
  const gone = left.map(
    (each) =>
      `Not reached: ${each} is not in the configuration any more. Remove what was published there by hand, or put it back into publish: and run \`ticketlake publish\`.`,
  );
  return [...failed, ...gone];
}
