// What a visual of the report shows: its place and title from its file, its figures from the lake.

/** Rows of a table that a picture has room for. */
const ROWS = 16;
const OPEN = ['Open Now', 'Unassigned Now', 'Overdue Now', 'Days Open', 'Days to Due'];

export async function shownIn(json, { lake, period, formatOf }) {
  const { visual, position } = json;
  const roles = Object.fromEntries(
    Object.entries(visual.query?.queryState ?? {}).map(([role, { projections }]) => [role, projections.map(fieldOf)]),
  );
  const properties = visual.visualContainerObjects ?? {};
  const title = textOf(properties.title?.[0]?.properties, 'text');
  const shown = { type: visual.visualType, position, title, objects: visual.objects ?? {} };
  const context = { lake, period, formatOf, keeps: keptIn(json.filterConfig) };
  switch (visual.visualType) {
    case 'card':
    case 'multiRowCard':
      return { ...shown, values: await figures(roles.Values, [], context) };
    case 'lineChart':
    case 'clusteredColumnChart':
    case 'columnChart':
    case 'clusteredBarChart':
      return { ...shown, ...(await chartOf(visual.visualType, roles, context)) };
    case 'pivotTable':
      return { ...shown, ...(await matrixOf(roles, context)) };
    case 'tableEx':
      return { ...shown, ...(await tableOf(roles.Values, visual.query.sortDefinition?.sort[0], context)) };
    default:
      return { ...shown, field: roles.Values?.[0] };
  }
}

function fieldOf({ field, displayName }) {
  const [kind] = Object.keys(field);
  const { Expression, Property } = field[kind];
  return { kind, table: Expression.SourceRef.Entity, name: Property, label: displayName ?? Property };
}

function textOf(properties, name) {
  return properties?.[name]?.expr?.Literal?.Value?.replace(/^'(.*)'$/, '$1').replaceAll("''", "'");
}

function keptIn(filterConfig) {
  const [filter] = filterConfig?.filters ?? [];
  if (filter === undefined) return null;
  const values = filter.filter.Where[0].Condition.In.Values.map(([{ Literal }]) =>
    Literal.Value.replace(/^'(.*)'$/, '$1'),
  );
  return { name: fieldOf(filter).name, column: fieldOf(filter), values };
}

async function figures(measures, choices, { lake, period, formatOf }) {
  const shown = [];
  for (const { name, label } of measures) {
    shown.push({ label, text: formatted(await lake.figure(name, choices, period), formatOf(name)) });
  }
  return shown;
}

/** Days, weeks or months of the period. */
function parts(name, { first, last }) {
  const days = [];
  for (let day = new Date(first); day <= new Date(last); day = new Date(day.getTime() + 86_400_000)) days.push(day);
  const iso = (day) => day.toISOString().slice(0, 10);
  const keyOf = {
    Date: iso,
    Week: (day) => iso(new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * 86_400_000)),
    Month: (day) => iso(day).slice(0, 7),
  }[name];
  const found = new Map();
  for (const day of days) found.set(keyOf(day), [...(found.get(keyOf(day)) ?? []), iso(day)]);
  return [...found].map(([label, inside]) => ({ label, period: { first: inside[0], last: inside.at(-1) } }));
}

async function chartOf(type, { Category: [axis], Series, Y }, context) {
  const { lake, period } = context;
  const isTime = axis.table === 'Dates' && axis.name !== 'Weekday';
  const points = isTime
    ? parts(axis.name, period)
    : (await lake.members(axis)).map((value) => ({ label: value ?? '(Blank)', value, period }));
  const series = Series === undefined ? Y.map((measure) => ({ label: measure.label, measure })) : [];
  for (const value of Series === undefined ? [] : await lake.members(Series[0])) {
    series.push({ label: value ?? '(Blank)', measure: Y[0], choice: { column: Series[0], value } });
  }
  const rows = [];
  for (const point of points) {
    const values = [];
    for (const { measure, choice } of series) {
      const chosen = [
        ...(isTime ? [] : [{ column: axis, value: point.value }]),
        ...(choice === undefined ? [] : [choice]),
      ];
      values.push(numberOf(await lake.figure(measure.name, chosen, point.period)));
    }
    rows.push({ label: point.label, values });
  }
  const shown = isTime ? rows : rows.filter(({ values }) => values.some((value) => value !== null));
  if (type === 'clusteredBarChart') shown.sort((a, b) => (b.values[0] ?? 0) - (a.values[0] ?? 0));
  const used = series.map((_, at) => Series === undefined || shown.some(({ values }) => values[at] !== null));
  return {
    format: context.formatOf(Y[0].name),
    series: series.filter((_, at) => used[at]).map(({ label }) => label),
    points: shown.map(({ label, values }) => ({ label, values: values.filter((_, at) => used[at]) })),
  };
}

async function matrixOf({ Rows: [row], Columns: [column], Values: [value] }, { lake, period }) {
  const columns = (await lake.members(column)).filter((member) => member !== null).toSorted((a, b) => a - b);
  const rows = [];
  for (const member of (await lake.members(row)).filter((one) => one !== null)) {
    const cells = [];
    for (const other of columns) {
      const chosen = [
        { column: row, value: member },
        { column, value: other },
      ];
      cells.push(numberOf(await lake.figure(value.name, chosen, period)));
    }
    rows.push({ label: member, cells });
  }
  return { columns, rows };
}

async function tableOf(fields, sort, context) {
  const columns = fields.filter(({ kind }) => kind === 'Column');
  const measures = fields.filter(({ kind }) => kind === 'Measure');
  const isList = columns.some(({ table }) => table === 'Tickets' && columns.length > 2);
  const rows = isList ? await listed(columns, measures, context) : await grouped(columns, measures, context);
  const by = sort === undefined ? undefined : fieldOf({ field: sort.field });
  const direction = sort?.direction === 'Ascending' ? 1 : -1;
  if (by !== undefined) rows.sort((a, b) => direction * compared(a.raw[by.name], b.raw[by.name]));
  return {
    columns: fields.map(({ label, kind }) => ({ label, isNumber: kind === 'Measure' })),
    rows: rows
      .slice(0, ROWS)
      .map(({ raw }) =>
        fields.map(({ name, kind }) =>
          kind === 'Measure' ? formatted(raw[name], context.formatOf(name)) : shownText(name, raw[name]),
        ),
      ),
  };
}

async function listed(columns, measures, { lake, period, keeps }) {
  const [lead] = measures;
  const isOpen = OPEN.includes(lead.name);
  const asked = [...columns, ...(keeps === null ? [] : [keeps.column])];
  const rows = [];
  for (const ticket of await lake.tickets(asked, isOpen, isOpen ? null : period)) {
    if (keeps !== null && !keeps.values.includes(ticket[keeps.name])) continue;
    const chosen = [{ column: { kind: 'Column', table: 'Tickets', name: 'Ticket ID' }, value: ticket['Ticket ID'] }];
    const raw = { ...ticket };
    for (const { name } of measures) raw[name] = await lake.figure(name, chosen, period);
    if (measures.some(({ name }) => raw[name] !== null)) rows.push({ raw });
    if (rows.length >= ROWS * 3) break;
  }
  return rows;
}

async function grouped(columns, measures, { lake, period }) {
  const facts = columns.map(({ table }) => table).find((table) => ['Runs', 'Rejects', 'Sources'].includes(table));
  const base =
    ['Runs', 'Rejects', 'Custom Field Options'].find((table) => columns.some((column) => column.table === table)) ??
    facts;
  const groups =
    base === undefined || (columns.length === 1 && measures.length > 0)
      ? (await lake.members(columns[0])).map((value) => ({ [columns[0].name]: value }))
      : await lake.rows(base, columns);
  const rows = [];
  for (const group of groups) {
    const chosen = columns.map((column) => ({ column, value: group[column.name] }));
    const raw = { ...group };
    for (const { name } of measures) raw[name] = await lake.figure(name, chosen, period);
    if (measures.length === 0 || measures.some(({ name }) => raw[name] !== null)) rows.push({ raw });
  }
  return rows;
}

/** A short sign stands for an address. */
function shownText(name, value) {
  if (value === null || value === undefined) return '';
  return name === 'URL' ? '↗' : value;
}

function numberOf(value) {
  return value === null ? null : Number(value);
}

function compared(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return a < b ? -1 : 1;
  return x - y;
}

/** As the format of a measure says, near enough. */
export function formatted(value, format) {
  if (value === null || value === undefined) return '(Blank)';
  if (format === 'General Date') return String(value).slice(0, 16);
  const number = Number(value);
  const sign = format.startsWith('+') && number > 0 ? '+' : '';
  const digits = (/\.(0+)/.exec(format)?.[1] ?? '').length;
  const shown = (format.includes('%') ? number * 100 : number).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `${sign}${shown}${format.includes('%') ? '%' : ''}${format.includes('\\h') ? ' h' : ''}${format.includes('\\d') ? ' d' : ''}`;
}
