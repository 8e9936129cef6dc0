/**
 * Named places at which a test ends the process as a power cut would (SIGKILL, no handler runs).
 * Off unless TICKETLAKE_FAILPOINT is `<name>` or `<name>:<n>` (the n-th time the place is passed).
 */
export const FAILPOINTS = [
  'page.received',
  'page.spooled',
  'load.staged',
  'load.before_commit',
  'load.committed',
  'scan.begun',
  'scan.read',
  'scan.gone_marked',
  'scan.finished',
  'run.row_saved',
  'publish.part_built',
  'publish.marts_built',
  'publish.file_written',
  'publish.file_renamed',
  'publish.database_renamed',
  'publish.manifest_renamed',
] as const;
/** Passed when a copy of the published database is changed: by no first run. */
export const COPY_FAILPOINTS = ['publish.copied', 'publish.copy_changed'] as const;
/** Passed by replays only. */
export const REPLAY_FAILPOINTS = ['replay.rebuilt', 'replay.replaced'] as const;
/** Passed when the working database is written anew, which most runs need not. */
export const COMPACT_FAILPOINTS = ['compact.written', 'compact.replaced'] as const;
/** Passed when a source is renamed or removed. */
export const SOURCE_FAILPOINTS = ['sources.committed', 'sources.erasures_written', 'sources.raw_moved'] as const;
/** Passed when a lake is stamped anew. */
export const RESTAMP_FAILPOINTS = ['restamp.committed', 'restamp.rewritten'] as const;
/** Passed when an older working database is brought up to date. */
export const UPGRADE_FAILPOINTS = ['upgrade.copied', 'upgrade.kept', 'upgrade.migrated'] as const;
/** Passed when a notice was sent, and that is not noted yet. */
export const NOTICE_FAILPOINTS = ['notice.sent'] as const;
/** Passed when the state is kept in a store. */
export const STATE_FAILPOINTS = [
  'state.fetched',
  'state.object_put',
  'state.list_put',
  'state.saved',
  'state.collected',
] as const;
export type Failpoint =
  | (typeof FAILPOINTS)[number]
  | (typeof COPY_FAILPOINTS)[number]
  | (typeof REPLAY_FAILPOINTS)[number]
  | (typeof COMPACT_FAILPOINTS)[number]
  | (typeof SOURCE_FAILPOINTS)[number]
  | (typeof RESTAMP_FAILPOINTS)[number]
  | (typeof UPGRADE_FAILPOINTS)[number]
  | (typeof NOTICE_FAILPOINTS)[number]
  | (typeof STATE_FAILPOINTS)[number];

const [requested, nth = '1'] = (process.env.TICKETLAKE_FAILPOINT ?? '').split(':');
let passed = 0;

export function failpoint(name: Failpoint): void {
  if (name !== requested) return;
  passed += 1;
  if (passed === Number(nth)) process.kill(process.pid, 'SIGKILL');
}
