/** Writes one Parquet file aside, and proves it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Compression } from '../config/config';
import { columnNames, literal, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import type { Session } from '../store/session';
import { sha256Of, sizeOf, syncFile } from '../base/files';
import type { PlannedFile } from './layout';
import type { MartMeasures } from './read-back';
import { measure, proveEqual, proveSchema, relationOf } from './read-back';

/** Rows of long texts must not pile up in memory until a group is full: whichever is reached first ends it. */
const ROW_GROUP = 122_880;
const ROW_GROUP_BYTES = '32MB';

export interface WrittenFile {
  aside: string;
  bytes: number;
  sha256: string;
}

/** @throws LakeError `unproven` when what is on disk is not what the mart holds */
export async function writeParquet(
  session: Session,
  file: PlannedFile,
  folder: string,
  compression: Compression,
  marts: MartMeasures,
): Promise<WrittenFile> {
  const { table, condition } = file;
  const aside = path.join(folder, `${file.path.replaceAll(/[/=]/g, '-')}`);
  await mkdir(folder, { recursive: true });
  const columns = columnNames(table).map(quoted).join(', ');
  // Sorting rows with long texts costs their whole size in memory, and readers need no order.
  const order = table.partitioned ? '' : ` ORDER BY ${table.key.map(quoted).join(', ')}`;
  await session.run(
    `COPY (SELECT ${columns} FROM ${martName(table)} WHERE ${condition}${order}) TO ${literal(aside)}
     (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE ${ROW_GROUP}, ROW_GROUP_SIZE_BYTES '${ROW_GROUP_BYTES}')`,
  );
  await syncFile(aside);
  await proveSchema(session, table, relationOf(aside), file.path);
  const wanted =
    file.partition === null
      ? await marts.of(session, table)
      : await measure(session, table, `${martName(table)} WHERE ${condition}`);
  proveEqual(await measure(session, table, relationOf(aside)), wanted, file.path);
  return { aside, bytes: (await sizeOf(aside)) ?? 0, sha256: await sha256Of(aside) };
}
