import { VendorError } from '../../../../vendors/errors';
import { fileItem, OUTPUT_FILE_PROPERTY } from '../../../shared/binary';
import { choice, oneOf } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation, OperationRun } from '../../../shared/operation';
import type { OpenedFile } from '../../../shared/stream';
import { openFile } from '../../../shared/stream';
import { getTable } from '../../api/requests';

const FORMATS = [
  { name: 'CSV', value: 'csv', description: 'With a line of column names, in UTF-8' },
  { name: 'JSON', value: 'json', description: 'A list of objects' },
  { name: 'Parquet', value: 'parquet', description: 'For DuckDB, Python, Power BI and the like' },
];

export const download: Operation = {
  ...heading('download', 'Download table', 'Download a whole table as a file into binary data'),
  output: { table: 'text', format: 'text', file_name: 'text', media_type: 'text', size_bytes: 'number', etag: 'text' },
  properties: [
    oneOf('Table', 'table', 'getTables', { required: true }),
    choice('Format', 'format', 'parquet', 'What the file is', FORMATS),
    OUTPUT_FILE_PROPERTY,
  ],
  execute: async (run) => {
    const table = run.parameters.requiredText('table');
    const format = run.parameters.choice('format') ?? 'parquet';
    const file = await openFile(run, getTable(table, format));
    return { items: [await keep(run, { table, format }, file)] };
  },
};

/** @throws VendorError when the download breaks off */
async function keep(run: OperationRun, what: { table: string; format: string }, { headers, content }: OpenedFile) {
  const fileName = `${what.table}.${what.format}`;
  const mediaType = headers['content-type']?.split(';')[0]?.trim();
  const size = Number(headers['content-length'] ?? Number.NaN);
  const json = {
    ...what,
    file_name: fileName,
    media_type: mediaType ?? null,
    size_bytes: Number.isFinite(size) ? size : null,
    etag: headers['etag'] ?? null,
  };
  const outcome = await fileItem(run, json, { bytes: content, fileName, mediaType }).then(
    (item) => ({ item }),
    (error: unknown) => ({ error }),
  );
  if ('item' in outcome) return outcome.item;
  // What broke off says so by a code of the network; all else is n8n's storage.
  if (!isBroken(outcome.error)) throw outcome.error;
  throw new VendorError({
    code: 'truncated',
    message: `The download of ${fileName} broke off`,
    remedy: 'Try again; if it breaks off each time, look at the log of the service.',
  });
}

/** As Node names a connection that ended before the answer did. */
const BREAKS: ReadonlySet<string> = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE']);

function isBroken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && BREAKS.has(String(error.code));
}
