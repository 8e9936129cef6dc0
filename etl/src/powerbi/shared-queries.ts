/** The queries in M that those of the tables share, and the parameters. */
import { READ_FILE, mText } from './m';
import type { ProjectOptions } from './options';
import { TARGETS } from './targets';
import type { Target } from './targets';

export interface SharedQuery {
  name: string;
  description: string;
  /** Lines of M; a parameter has one. */
  lines: readonly string[];
  /** As Power Query names the kind of its result. */
  resultType: 'Text' | 'Number' | 'Date' | 'DateTime' | 'Table' | 'Function';
}

export function parameterName({ source }: Pick<ProjectOptions, 'source'>): 'LakeFolder' | 'LakeUrl' {
  return source === 'folder' ? 'LakeFolder' : 'LakeUrl';
}

export function sharedQueries(options: ProjectOptions): SharedQuery[] {
  const files = options.source === 'odata' ? [feed()] : [listing(options), filesOf(options)];
  return [
    location(options),
    ...TARGETS.map(target),
    ...files,
    rowsOf(options),
    ...(options.incremental ? [...range(), monthOf()] : []),
    utc(),
    key(),
    lastDay(),
  ];
}

function location(options: ProjectOptions): SharedQuery {
  const description = {
    folder:
      'The folder with the Parquet files of the lake (the one that holds _manifest.json), as this computer or the gateway sees it.',
    odata: "Address of the OData feed of Ticketlake's service.",
    azure:
      'Address of the folder in Azure storage with the Parquet files of the lake, as https://acme.dfs.core.windows.net/lake/parquet.',
  }[options.source];
  const meta = 'meta [IsParameterQuery=true, Type="Text", IsParameterQueryRequired=true]';
  return {
    name: parameterName(options),
    description,
    lines: [`${mText(options.location)} ${meta}`],
    resultType: 'Text',
  };
}

/**
 * The one place that reaches the folder: a path that is computed from data cannot refresh in the Service. Names that
 * begin with `_`, `.` or `tmp_` are other things than data.
 */
function listing(options: ProjectOptions): SharedQuery {
  const place = parameterName(options);
  const isAzure = options.source === 'azure';
  return {
    name: 'LakeFiles',
    description: 'All files of the lake, each with the folders that it stands in below the one of the parameter.',
    resultType: 'Table',
    lines: [
      'let',
      `    Parts = (path as text) as list => List.Select(Text.SplitAny(${isAzure ? 'Text.Replace(path, "%3D", "=")' : 'path'}, "/\\"), each _ <> ""),`,
      `    Depth = List.Count(Parts(${place})),`,
      '    IsHidden = (name as text) as logical => Text.StartsWith(name, "_") or Text.StartsWith(name, ".") or Text.StartsWith(name, "tmp_"),',
      `    Listed = ${isAzure ? 'AzureStorage.DataLake' : 'Folder.Files'}(${place}),`,
      '    Visible = Table.SelectRows(Listed, each not IsHidden([Name])),',
      '    Placed = Table.AddColumn(Visible, "Below", each Text.Combine(List.Skip(Parts([Folder Path]), Depth), "/"), type text)',
      'in',
      '    Placed',
    ],
  };
}

function filesOf(options: ProjectOptions): SharedQuery {
  const place = parameterName(options);
  return {
    name: 'LakeFilesOf',
    description: 'The files of one table: table.parquet, or one in each folder table/created_month=…',
    resultType: 'Function',
    lines: [
      'let',
      '    FilesOf = (name as text) as table =>',
      '        let',
      '            IsPart = (below as text) as logical => Text.StartsWith(below, name & "/created_") and List.Count(Text.Split(below, "/")) = 2,',
      '            Found = Table.SelectRows(LakeFiles, each [Name] = name & ".parquet" and ([Below] = "" or IsPart([Below])))',
      '        in',
      '            if Table.IsEmpty(Found)',
      `            then error Error.Record("Ticketlake", "There is no " & name & ".parquet in " & ${place}, "Set the parameter ${place} to the folder that holds _manifest.json. If it holds that file, ${AWAITED}")`,
      '            else Found',
      'in',
      '    FilesOf',
    ],
  };
}

function feed(): SharedQuery {
  return {
    name: 'LakeFeed',
    description: 'The tables that the service publishes.',
    resultType: 'Table',
    lines: ['let', '    Source = OData.Feed(LakeUrl, null, [Implementation = "2.0"])', 'in', '    Source'],
  };
}

function rowsOf({ source }: ProjectOptions): SharedQuery {
  return {
    name: 'LakeRows',
    description: 'All rows of one table of the lake.',
    resultType: 'Function',
    lines:
      source === 'odata'
        ? [
            'let',
            '    RowsOf = (name as text) as table =>',
            '        if Table.IsEmpty(Table.SelectRows(LakeFeed, each [Name] = name))',
            `        then error Error.Record("Ticketlake", "The service publishes no table " & name, "If ${parameterName({ source })} is the address of the feed, ${AWAITED}")`,
            '        else LakeFeed{[Name = name, Signature = "table"]}[Data]',
            'in',
            '    RowsOf',
          ]
        : [
            'let',
            '    RowsOf = (name as text) as table =>',
            `        Table.Combine(List.Transform(LakeFilesOf(name)[Content], each ${READ_FILE}))`,
            'in',
            '    RowsOf',
          ],
  };
}

/** Before, only the tables about runs are published. */
const AWAITED = 'no tickets were read yet: run ticketlake export, and ticketlake status says what is wrong.';

/** Wide enough that Desktop loads every month; the Service sets its own for each partition. */
function range(): SharedQuery[] {
  const parameter = (name: string, description: string, year: number): SharedQuery => ({
    name,
    description,
    resultType: 'DateTime',
    lines: [
      `#datetime(${year}, 1, 1, 0, 0, 0) meta [IsParameterQuery=true, Type="DateTime", IsParameterQueryRequired=true]`,
    ],
  });
  return [
    parameter('RangeStart', 'First month of creation that is loaded.', 1900),
    parameter('RangeEnd', 'Months of creation from this one on are not loaded.', 2200),
  ];
}

/** Tickets without a time of creation must be in one partition, too. */
const UNDATED = { year: 2020, month: 1 } as const;

function monthOf(): SharedQuery {
  return {
    name: 'LakeMonthOf',
    description: `The month of creation that a folder is named after; tickets without one stand in ${UNDATED.year}-0${UNDATED.month}.`,
    resultType: 'Function',
    lines: [
      'let',
      '    MonthOf = (below as text) as datetime =>',
      '        let',
      '            Month = Text.AfterDelimiter(below, "created_month=")',
      '        in',
      `            if Month = "unknown" then #datetime(${UNDATED.year}, ${UNDATED.month}, 1, 0, 0, 0)`,
      '            else if Month = "" then error Error.Record("Ticketlake", "The lake is not divided by month", "Set partition: month in ticketlake.yaml and export, or write the project without incremental refresh.")',
      '            else #datetime(Number.FromText(Text.Start(Month, 4)), Number.FromText(Text.End(Month, 2)), 1, 0, 0, 0)',
      'in',
      '    MonthOf',
    ],
  };
}

/** The model has no time zones: what carries one is turned into UTC first, wherever the refresh runs. */
function utc(): SharedQuery {
  return {
    name: 'LakeUtc',
    description: 'An instant as date and time in UTC; a wall-clock time stays as it is.',
    resultType: 'Function',
    lines: [
      'let',
      '    InUtc = (moment as any) as any => if moment is datetimezone then DateTimeZone.RemoveZone(DateTimeZone.ToUtc(moment)) else moment',
      'in',
      '    InUtc',
    ],
  };
}

function key(): SharedQuery {
  return {
    name: 'LakeKey',
    description: 'A text without regard to upper and lower case and to blanks at its ends; nothing for an empty one.',
    resultType: 'Function',
    lines: [
      'let',
      '    KeyOf = (value as any) as any =>',
      '        let',
      '            Folded = if value = null then null else Text.Lower(Text.Trim(value), "en-US")',
      '        in',
      '            if Folded = "" then null else Folded',
      'in',
      '    KeyOf',
    ],
  };
}

/** Ages are counted up to this day, so that they do not change with the hour of the refresh. */
function lastDay(): SharedQuery {
  return {
    name: 'LakeDay',
    description: 'The last day of the backlog.',
    resultType: 'Date',
    lines: ['let', '    LastDay = List.Max(LakeRows("backlog")[date])', 'in', '    LastDay'],
  };
}

function target({ parameter, description, value }: Target): SharedQuery {
  return {
    name: parameter,
    description,
    lines: [`${value} meta [IsParameterQuery=true, Type="Number", IsParameterQueryRequired=true]`],
    resultType: 'Number',
  };
}
