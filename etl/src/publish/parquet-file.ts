/** Writes one Parquet file aside, and proves it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Compression } from '../config/config';
import { columnNames, literal, quoted } from '../schema/tables';
import { martName } from '../marts/diff';
import type { Session } from '../state/session';
import { sha256Of, sizeOf, syncFile } from './disk';
import type { PlannedFile } from './layout';
import { measure, proveEqual, proveSchema, relationOf } from './read-back';

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
): Promise<WrittenFile> {
  const { table, condition } = file;
  const aside = path.join(folder, `${file.path.replaceAll(/[/=]/g, '-')}`);
  await mkdir(folder, { recursive: true });
  const columns = columnNames(table).map(quoted).join(', ');
  const order = [...(table.partitioned ? ['_created'] : []), ...table.key.map(quoted)].join(', ');
  await session.run(
    `COPY (SELECT ${columns} FROM ${martName(table)} WHERE ${condition} ORDER BY ${order}) TO ${literal(aside)}
     (FORMAT parquet, COMPRESSION ${compression})`,
  );
  await syncFile(aside);
  await proveSchema(session, table, relationOf(aside), file.path);
  const wanted = await measure(session, table, `${martName(table)} WHERE ${condition}`);
  proveEqual(await measure(session, table, relationOf(aside)), wanted, file.path);
  return { aside, bytes: (await sizeOf(aside)) ?? 0, sha256: await sha256Of(aside) };
}
