/** What went wrong at a store that we ask ourselves, in words that say how to mend it. No key and no URL is in them. */
import { causesOf } from '../../base/causes';
import { codeOf, firstLineOf } from '../../base/system-error';
import { TargetError } from './store';

/** How messages call the store, and what its user can look at. */
export interface StoreNames {
  /** For example `the container desk`. */
  what: string;
  /** Where its keys stand. */
  keys: string;
}

const AGAIN = 'Run `ticketlake publish` again. If the problem remains, look at the state of the store.';

/** @param code the store's own word for it */
export function refusal({ what, keys }: StoreNames, status: number, code: string): TargetError {
  const answered = `${status}${code === '' ? '' : ` ${code}`}`;
  if (status === 401 || status === 403)
    return new TargetError(
      `${what} refused the keys (${answered})`,
      `Check ${keys} and the rights in docs/how-to/publish.md.`,
    );
  return new TargetError(`${what} answered ${answered}`, AGAIN);
}

export function missing({ what }: StoreNames): TargetError {
  return new TargetError(`there is no ${what.replace(/^the /, '')}`, 'Make it, or correct to: in the configuration.');
}

export function unreached({ what }: StoreNames, error: unknown): TargetError {
  if (error instanceof TargetError) return error;
  return new TargetError(
    `${what} could not be reached: ${codeOf(error) || (causesOf(error)[0] ?? firstLineOf(error))}`,
    'Check endpoint:, the network and the proxy, then run `ticketlake publish`.',
    error,
  );
}

/** As a page of a proxy: what is not there cannot be told from what was not said. */
export function unreadable({ what }: Pick<StoreNames, 'what'>): TargetError {
  return new TargetError(
    `${what} answered what cannot be read`,
    'Check endpoint: and the proxy: another server answers there.',
  );
}

/** Signatures and tokens can be used by whoever reads them on the way. */
export function plainConnection({ what }: Pick<StoreNames, 'what'>): TargetError {
  return new TargetError(`${what} would be sent its keys without encryption`, 'Give endpoint: as an https URL.');
}
