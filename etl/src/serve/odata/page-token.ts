/** Where the next page begins: in which state of the lake, behind which row. Readers hand it back as it is. Pure. */
import { HttpError } from '../http/http-error';

export interface PageToken {
  /** Id of the snapshot. */
  snapshot: string;
  /** after: number of the last row in the file; offset: rows passed over in the order asked for. */
  kind: 'after' | 'offset';
  position: number;
  /** Rows handed out so far, for $top. */
  served: number;
}

const LETTERS = { after: 'a', offset: 'o' } as const;

export function pageToken({ snapshot, kind, position, served }: PageToken): string {
  return `${snapshot}-${LETTERS[kind]}${position.toString(36)}-${served.toString(36)}`;
}

/** @throws Refusal 400 for a text that is no token */
export function readPageToken(text: string): PageToken {
  const [, snapshot, letter, position, served] =
    /^([0-9a-f]{16})-([ao])([0-9a-z]{1,10})-([0-9a-z]{1,10})$/.exec(text) ?? [];
  if (snapshot === undefined || position === undefined || served === undefined)
    throw new HttpError(400, 'bad_request', '$skiptoken is not one of this service', 'Begin again without it.');
  const kind = letter === 'a' ? 'after' : 'offset';
  return { snapshot, kind, position: Number.parseInt(position, 36), served: Number.parseInt(served, 36) };
}
