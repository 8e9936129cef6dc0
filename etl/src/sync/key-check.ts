/**
 * What every source is asked first, before anything is stamped: may the key read it, and what time is it there? The
 * connection stays open for the reading, so that these requests count in `runs`, too.
 */
import { isVendorError } from '../../../vendors/errors';
import type { KeyFinding } from '../../../vendors/vendor';
import { awaitAllThenThrow } from '../base/await-all';
import { settingsOf } from '../config/config';
import type { SourceConfig } from '../config/config';
import type { Connection } from './connection';

export interface CheckedSource {
  source: SourceConfig;
  connection: Connection;
  /** Of the key. */
  findings: readonly KeyFinding[];
}

/** @throws what is no fault of a service: a defect */
export async function checkKeys(
  sources: readonly SourceConfig[],
  connect: (source: SourceConfig) => Connection,
): Promise<CheckedSource[]> {
  const opened = sources.map((source) => ({ source, connection: connect(source) }));
  const checkedSources: CheckedSource[] = [];
  try {
    await awaitAllThenThrow(
      opened.map(async ({ source, connection }, at) => {
        const findings = await settledCheck(source.vendor.check(connection.call, settingsOf(source)));
        checkedSources[at] = { source, connection, findings };
      }),
    );
    return checkedSources;
  } catch (error) {
    await Promise.all(opened.map(({ connection }) => connection.close()));
    throw error;
  }
}

/** What the service's answer makes impossible to check is a finding, too. */
async function settledCheck(checking: Promise<KeyFinding[]>): Promise<KeyFinding[]> {
  return checking.catch((error: unknown) => {
    if (!isVendorError(error)) throw error;
    return [
      { level: 'error', message: error.message, ...(error.remedy === undefined ? {} : { remedy: error.remedy }) },
    ];
  });
}
