/** `ticketlake powerbi`: the Power BI project, bound to this lake. */
import path from 'node:path';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Config } from '../config/config';
import { PROJECT_NAME, projectFiles } from '../powerbi/project';
import { SOURCE_KINDS } from '../powerbi/options';
import type { ProjectOptions, SourceKind } from '../powerbi/options';
import { parameterName } from '../powerbi/shared-queries';
import { writeProject } from '../powerbi/write';
import type { WriteOutcome } from '../powerbi/write';
import { LakeError } from '../base/errors';
import { publishedFieldTables, readManifest } from '../publish/manifest';
import type { FieldTable } from '../schema/field-tables';
import { lakePaths } from '../store/database';
import { CommandFailure, EXIT } from './failure';
import { readingConfigOf } from './configured';
import { examples, invocation } from './options';
import type { CommonOptions, Invocation } from './options';
import type { Output } from './terminal';

interface PowerBiFlags extends CommonOptions {
  source: SourceKind;
  lakeFolder?: string;
  url?: string;
  incremental?: boolean;
  force?: boolean;
}

const DEFAULT_FOLDER = 'powerbi';
/** Where `ticketlake serve` listens unless told otherwise. */
const FEED = 'http://127.0.0.1:8321/odata';
const AZURE_EXAMPLE = 'https://acme.dfs.core.windows.net/lake/parquet';

export function powerbiCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .argument('[dir]', 'folder of the project', DEFAULT_FOLDER)
    .addOption(
      new Option(
        '--source <kind>',
        'what Power BI reads, which is Parquet files in a folder or in Azure storage, or the OData feed of `ticketlake serve`',
      )
        .choices(SOURCE_KINDS)
        .default('folder'),
    )
    .option(
      '--lake-folder <dir>',
      "folder with the Parquet files as Power BI's computer sees it (default: this lake's)",
    )
    .option('--url <url>', `address of the feed (default: ${FEED}) or of the folder in Azure storage`)
    .option('--incremental', 'loads by month of creation (default with `partition: month`)')
    .option('--no-incremental', 'loads everything at each refresh')
    .option('--force', 'also replaces files that were changed since, by Power BI Desktop or by hand')
    .action(async (dir: string, flags: PowerBiFlags) => {
      const hasConfig = command.getOptionValueSourceWithGlobals('config') === 'cli';
      end(await write(invocation(output, command), dir, flags, hasConfig));
    });
  examples(command, [
    ['ticketlake powerbi', 'the project of this lake: open powerbi/Ticketlake.pbip'],
    [
      'ticketlake powerbi reports/tickets --lake-folder "D:\\lake\\parquet"',
      'for another computer, which has the files there',
    ],
    [
      `ticketlake powerbi --source azure --url ${AZURE_EXAMPLE}`,
      'files in Azure storage, to refresh without a gateway',
    ],
    ['ticketlake powerbi --source odata --url https://lake.example.com/odata', 'the feed of the service'],
  ]);
}

async function write(started: Invocation, dir: string, flags: PowerBiFlags, hasConfig: boolean): Promise<number> {
  const { terminal, output, common } = started;
  const options = await projectOptions(started, flags, hasConfig);
  const folder = path.resolve(terminal.cwd, dir);
  const outcome = await writeProject(folder, projectFiles(options), flags.force === true);
  refuse(outcome, folder);
  const parameter = parameterName(options);
  if (common.json === true) {
    const { source, location, incremental } = options;
    output.json({
      folder,
      source,
      location,
      incremental,
      parameter,
      files: outcome.files,
      removed: outcome.removed,
    });
  } else {
    const file = path.join(folder, `${PROJECT_NAME}.pbip`);
    const pathHint = options.location.startsWith('/') ? ' (set it in Desktop to the folder as Windows sees it)' : '';
    output.say(`Open ${file} in Power BI Desktop and refresh.\nIt reads ${parameter} = ${options.location}${pathHint}`);
  }
  return EXIT.done;
}

function refuse(outcome: WriteOutcome, folder: string): asserts outcome is Extract<WriteOutcome, { kind: 'written' }> {
  if (outcome.kind === 'foreign') {
    throw new CommandFailure(
      EXIT.usage,
      `${folder} is not a project of Ticketlake: it holds ${outcome.found}`,
      'Name a new or an empty folder.',
    );
  }
  if (outcome.kind === 'changed') {
    const [first = '', ...others] = outcome.paths;
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    throw new CommandFailure(
      EXIT.usage,
      `${folder}: files were changed since they were written: ${first}${more}`,
      'Write into another folder, or add --force to lose those changes.',
    );
  }
}

async function projectOptions(started: Invocation, flags: PowerBiFlags, hasConfig: boolean): Promise<ProjectOptions> {
  const { source } = flags;
  if (source === 'folder' && flags.url !== undefined) {
    throw new CommandFailure(
      EXIT.usage,
      '--url goes with --source odata or azure',
      'A folder is named with --lake-folder.',
    );
  }
  if (source !== 'folder' && flags.lakeFolder !== undefined) {
    throw new CommandFailure(EXIT.usage, '--lake-folder goes with --source folder', 'An address is named with --url.');
  }
  const config = await knownConfig(started, hasConfig || (source === 'folder' && flags.lakeFolder === undefined));
  return {
    source,
    location: locationOf(flags, config),
    incremental: isIncremental(flags, config),
    fieldTables: config === undefined ? [] : await fieldTablesOf(config),
  };
}

/** Those of the last publication; a lake that has published nothing yet has none. */
async function fieldTablesOf(config: Config): Promise<readonly FieldTable[]> {
  const manifest = await readManifest(lakePaths(config.lake).manifest).catch((error: unknown) => {
    if (error instanceof LakeError && error.code === 'not_published') return null;
    throw error;
  });
  return manifest === null ? [] : publishedFieldTables(manifest);
}

/** A project for another computer needs no configuration; where there is one, it tells how files are divided. */
async function knownConfig(started: Invocation, isNeeded: boolean): Promise<Config | undefined> {
  const { terminal, common } = started;
  return isNeeded || existsSync(path.resolve(terminal.cwd, common.config)) ? readingConfigOf(started) : undefined;
}

function locationOf({ source, lakeFolder, url }: PowerBiFlags, config: Config | undefined): string {
  if (source === 'folder')
    return checkedFolder(lakeFolder ?? (config === undefined ? '' : lakePaths(config.lake).parquet));
  if (source === 'odata') return checkedUrl(url ?? FEED, /^https?:\/\/[^/]+/);
  if (url !== undefined) return checkedUrl(url, /^https:\/\/[^/]+\/[^/]+/);
  throw new CommandFailure(EXIT.usage, '--source azure needs the address of the folder', `Add --url ${AZURE_EXAMPLE}`);
}

function checkedUrl(url: string, shape: RegExp): string {
  if (/[?#]|\/\/[^/]*@/.test(url)) {
    throw new CommandFailure(
      EXIT.usage,
      'the address must carry no secret and no query',
      'Power BI asks for the credential, and keeps it out of the project.',
    );
  }
  if (!shape.test(url)) {
    throw new CommandFailure(EXIT.usage, `"${url}" is not such an address`, `Write it as ${FEED} or ${AZURE_EXAMPLE}`);
  }
  return checkedText(url.replace(/\/+$/, ''));
}

/** `C:\lake`, `\\server\lake` or `/lake`: Power BI has no folder that a relative one could begin in. */
function checkedFolder(folder: string): string {
  if (/^(?:[A-Za-z]:[\\/]|\\\\|\/)/.test(folder)) return checkedText(folder);
  throw new CommandFailure(
    EXIT.usage,
    `"${folder}" is not the whole path of a folder`,
    'Write it as D:\\lake\\parquet or \\\\server\\lake\\parquet.',
  );
}

/** A line break would end the line of the parameter. */
function checkedText(location: string): string {
  if (!/[\u0000-\u001f]/.test(location)) return location;
  throw new CommandFailure(EXIT.usage, 'the place of the lake has control characters', 'Name it again.');
}

function isIncremental({ source, incremental }: PowerBiFlags, config: Config | undefined): boolean {
  const byMonth = config?.partition === 'month';
  if (incremental === undefined) return byMonth && source !== 'odata';
  if (!incremental) return false;
  if (source === 'odata') {
    throw new CommandFailure(
      EXIT.usage,
      '--incremental needs files, because the feed is not divided by month',
      'Leave it out.',
    );
  }
  if (config !== undefined && !byMonth) {
    throw new CommandFailure(
      EXIT.usage,
      '--incremental needs a lake that is divided by month',
      'Set `partition: month` in the configuration and export, or leave it out.',
    );
  }
  return true;
}
