/** In which format `query` writes: as asked for, else as the file of `--output` ends. */
import path from 'node:path';
import { dictionary } from '../../../vendors/dictionary';
import { CommandFailure, EXIT } from './failure';

export const FORMATS = ['table', 'line', 'markdown', 'csv', 'json', 'ndjson', 'parquet', 'arrow'] as const;
export type Format = (typeof FORMATS)[number];

const ENDINGS: Readonly<Partial<Record<string, Format>>> = dictionary<Partial<Record<string, Format>>>({
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.csv': 'csv',
  '.json': 'json',
  '.jsonl': 'ndjson',
  '.markdown': 'markdown',
  '.md': 'markdown',
  '.ndjson': 'ndjson',
  '.parquet': 'parquet',
});

export interface AskedFormat {
  format?: Format;
  json: boolean;
  spreadsheet?: boolean;
  /** The file of --output. */
  output?: string;
}

/** @throws CommandFailure (exit 2) where two of them contradict one another */
export function formatFor({ format, json, spreadsheet, output }: AskedFormat): Format {
  const ending = path.extname(output ?? '').toLowerCase();
  const ofEnding = ENDINGS[ending];
  const asked = askedFor(format, json, spreadsheet === true);
  if (asked === undefined) return ofEnding ?? 'table';
  if (ofEnding === undefined || asked === ofEnding) return asked;
  const flag = spreadsheet === true ? '--spreadsheet' : format === undefined ? '--json' : `--format ${format}`;
  throw new CommandFailure(
    EXIT.usage,
    `${flag} contradicts the ending ${ending} of ${output ?? ''}, which stands for ${ofEnding}`,
    'Leave one out, or name the file otherwise.',
  );
}

function askedFor(format: Format | undefined, json: boolean, spreadsheet: boolean): Format | undefined {
  if (!spreadsheet) return format ?? (json ? 'json' : undefined);
  if ((format ?? 'csv') === 'csv' && !json) return 'csv';
  throw new CommandFailure(EXIT.usage, '--spreadsheet goes with --format csv', 'Leave out the other format.');
}
