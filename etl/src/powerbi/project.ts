/** A whole Power BI project as texts: nothing is read, and the same options give the same bytes. */
import { guid } from './ids';
import { MEASURES } from './measures/measures';
import { measureSql } from './measures/measure';
import { modelFiles } from './model/model-files';
import type { ProjectOptions } from './options';
import { reportFiles } from './report/report-files';
import type { JsonValue } from './report/visual';
import { SCHEMAS } from './schemas';

export const PROJECT_NAME = 'Ticketlake';
const MODEL = `${PROJECT_NAME}.SemanticModel`;
const REPORT = `${PROJECT_NAME}.Report`;

/** Texts by path below the folder of the project, with `/`. */
export function projectFiles(options: ProjectOptions): Map<string, string> {
  return new Map([
    [`${PROJECT_NAME}.pbip`, json(pointer())],
    // What Desktop keeps for itself: the loaded data, and choices of one computer.
    ['.gitignore', '**/.pbi/localSettings.json\n**/.pbi/cache.abf\n'],
    ['measures.sql', measuresSql()],
    [`${MODEL}/.platform`, json(platform('SemanticModel', options))],
    [`${MODEL}/definition.pbism`, json({ $schema: SCHEMAS.pbism, version: '4.2', settings: {} })],
    ...[...modelFiles(options)].map(([path, text]) => [`${MODEL}/definition/${path}`, text] as const),
    [`${REPORT}/.platform`, json(platform('Report', options))],
    [`${REPORT}/definition.pbir`, json(binding())],
    ...[...reportFiles()].map(([path, value]) => [`${REPORT}/${path}`, json(value)] as const),
  ]);
}

function json(value: JsonValue): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function pointer(): JsonValue {
  return {
    $schema: SCHEMAS.pbip,
    version: '1.0',
    artifacts: [{ report: { path: REPORT } }],
    settings: { enableAutoRecovery: true },
  };
}

/** A workspace knows items by their logical id: projects of two lakes are two items. */
function platform(type: 'SemanticModel' | 'Report', { source, location }: ProjectOptions): JsonValue {
  return {
    $schema: SCHEMAS.platform,
    metadata: { type, displayName: PROJECT_NAME },
    config: { version: '2.0', logicalId: guid(`${type} ${source} ${location}`) },
  };
}

function binding(): JsonValue {
  return { $schema: SCHEMAS.pbir, version: '4.0', datasetReference: { byPath: { path: `../${MODEL}` } } };
}

/** Every measure a second time, for those who want to check a figure. */
function measuresSql(): string {
  const head = [
    '-- The measures of the model in SQL (DuckDB), over the tables of the same lake: for checking a figure.',
    '-- Run one with: ticketlake query "…". For a period, put its first and last day in the first line,',
    "-- as DATE '2026-10-01' AS first, DATE '2026-10-31' AS last.",
  ].join('\n');
  const statements = MEASURES.map((measure) => `-- ${measure.name}\n${measureSql(measure, null)};`);
  return `${[head, ...statements].join('\n\n')}\n`;
}
