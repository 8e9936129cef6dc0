/** The report, checked without Power BI: fields that are there, a layout that fits, words for everyone. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { WINDOW } from '../../etl/src/powerbi/model/model-files';
import { projectFiles } from '../../etl/src/powerbi/project';
import { COLORS, theme } from '../../etl/src/powerbi/report/theme';
import type { Json } from '../../vendors/json';
import { at, items, objectsIn, parsed } from './json';
import { columnsOf, measuresOf, readModel } from './model-checks';
import { childrenOf, has } from './tmdl';
import { fieldsIn } from './usage';
import { SAMPLE, VARIANTS } from './variants';

const PAGES = 'Ticketlake.Report/definition/pages/';

interface PageFiles {
  folder: string;
  page: Json;
  visuals: Array<{ folder: string; json: Json }>;
}

function pagesOf(files: ReadonlyMap<string, string>): PageFiles[] {
  const order = items(at(parsed(files.get(`${PAGES}pages.json`) ?? 'null'), 'pageOrder')).map(String);
  return order.map((folder) => ({
    folder,
    page: parsed(files.get(`${PAGES}${folder}/page.json`) ?? 'null'),
    visuals: [...files].flatMap(([name, text]) => {
      const found = /^([^/]+)\/visuals\/([^/]+)\/visual\.json$/.exec(name.replace(PAGES, ''));
      return found?.[1] === folder ? [{ folder: found[2] ?? '', json: parsed(text) }] : [];
    }),
  }));
}

const sample = projectFiles(SAMPLE);
const pages = pagesOf(sample);
const visuals = pages.flatMap((page) => page.visuals.map((visual) => ({ ...visual, page })));
const titleOf = (visual: Json): string => textOf(at(visual, 'visual', 'visualContainerObjects'), 'title', 'text');

/** A text among the formatting objects. */
function textOf(objects: Json | undefined, object: string, property: string): string {
  const [first] = items(at(objects, object));
  return String(at(first, 'properties', property, 'expr', 'Literal', 'Value') ?? '').replace(/^'(.*)'$/, '$1');
}

test('the report is the same for every source', () => {
  const reportOf = (files: ReadonlyMap<string, string>) =>
    [...files].filter(([name]) => name.startsWith('Ticketlake.Report/definition/') || name.endsWith('.pbip'));
  for (const [, options] of VARIANTS) expect(reportOf(projectFiles(options))).toEqual(reportOf(sample));
});

test('there are the pages of the guide, in order, and no file of another one', () => {
  expect(pages.map(({ page }) => at(page, 'displayName'))).toEqual([
    'This Week',
    'Backlog',
    'Response and Resolution',
    'SLA and Satisfaction',
    'Workload',
    'Topics',
    'Tickets',
    'Tickets Solved',
    'Tickets Open Now',
    'Tickets Due',
    'Tickets Replied To',
    'Tickets Written On',
    'Tickets Deleted',
    'Tickets Changed',
    'Data Health',
    'Tooltip',
  ]);
  const folders = [...sample.keys()].filter((name) => name.endsWith('/page.json'));
  expect(folders).toHaveLength(pages.length);
});

test('ids of pages and visuals are unique, without blanks, and the names of their folders', () => {
  const names = [...pages.map(({ page }) => at(page, 'name')), ...visuals.map(({ json }) => at(json, 'name'))];
  for (const name of names) expect(name).toMatch(/^[0-9a-f]{20}$/);
  expect(new Set(names).size).toBe(names.length);
  for (const { folder, page } of pages) expect(at(page, 'name')).toBe(folder);
  for (const { folder, json } of visuals) expect(at(json, 'name')).toBe(folder);
});

test('every field and measure of a visual is in the model', () => {
  const model = readModel(sample);
  const known = new Set(
    model.tables.flatMap((table) => [
      ...columnsOf(table).map(({ name }) => `Column ${table.name} ${name}`),
      ...childrenOf(table, 'measure').map(({ name }) => `Measure ${table.name} ${name}`),
    ]),
  );
  const fields = visuals.flatMap(({ json }) => fieldsIn(json));
  expect(fields.length).toBeGreaterThan(150);
  expect(fields.filter(({ kind, table, name }) => !known.has(`${kind} ${table} ${name}`))).toEqual([]);
  const shown = new Set(fields.filter(({ kind }) => kind === 'Measure').map(({ name }) => name));
  expect(measuresOf(model).filter(({ name }) => !shown.has(name))).toEqual([]);
});

test('visuals name their fields as Power BI does, and show keys and instants nowhere but as a run', () => {
  const model = readModel(sample);
  for (const { json } of visuals) {
    const projections = objectsIn(at(json, 'visual', 'query', 'queryState')).filter((one) => 'queryRef' in one);
    const refs = projections.map((one) => one['queryRef']);
    expect(new Set(refs).size).toBe(refs.length);
    for (const one of projections) {
      const [field] = fieldsIn(one);
      expect(one['queryRef']).toBe(`${field?.table}.${field?.name}`);
      expect(one['nativeQueryRef']).toBe(field?.name);
      const table = model.tables.find(({ name }) => name === field?.table)!;
      const column = columnsOf(table).find(({ name }) => name === field?.name);
      if (column && has(column, 'isHidden')) expect(`${table.name}.${column.name}`).toBe('Runs.Run ID');
    }
  }
});

/** What each type of visual asks for (core visual catalogue of Power BI). */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  card: ['Values'],
  multiRowCard: ['Values'],
  pivotTable: ['Rows', 'Columns', 'Values'],
  actionButton: [],
  slicer: ['Values'],
  tableEx: ['Values'],
  lineChart: ['Category', 'Y'],
  clusteredColumnChart: ['Category', 'Y'],
  columnChart: ['Category', 'Y'],
  clusteredBarChart: ['Category', 'Y'],
  textbox: [],
};

/** A line without axes stands below the figure of its name. */
function isSparkline(json: Json): boolean {
  const [axis] = items(at(json, 'visual', 'objects', 'categoryAxis'));
  return at(axis, 'properties', 'show', 'expr', 'Literal', 'Value') === 'false';
}

test('each visual has the roles of its type, a title and words for those who cannot see it', () => {
  for (const { json } of visuals) {
    const type = String(at(json, 'visual', 'visualType'));
    const queryState = at(json, 'visual', 'query', 'queryState') ?? {};
    const roles = Object.keys(queryState).filter((role) => role !== 'Series');
    expect({ type, roles }).toEqual({ type, roles: ROLES[type] });
    const container = at(json, 'visual', 'visualContainerObjects');
    expect(textOf(container, 'general', 'altText').length).toBeGreaterThan(15);
    if (!['textbox', 'slicer', 'multiRowCard', 'actionButton'].includes(type) && !isSparkline(json))
      expect(titleOf(json)).not.toBe('');
    expect(at(json, 'visual', 'filterConfig')).toBeUndefined();
  }
});

test('titles and alternative texts differ on a page', () => {
  for (const page of pages) {
    const words = page.visuals.map(({ json }) =>
      textOf(at(json, 'visual', 'visualContainerObjects'), 'general', 'altText'),
    );
    expect(new Set(words).size).toBe(words.length);
  }
});

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function boxOf(json: Json): Box {
  const side = (name: string) => Number(at(json, 'position', name));
  return { x: side('x'), y: side('y'), width: side('width'), height: side('height') };
}

/** The least that a visual of a type needs; a slicer's is the one that Microsoft's validator asks for. */
const LEAST: Readonly<Record<string, { width: number; height: number }>> = {
  slicer: { width: 150, height: 76 },
  card: { width: 125, height: 75 },
  multiRowCard: { width: 130, height: 75 },
};

test('every visual lies on its page, large enough, and none covers another', () => {
  for (const { page, visuals: ofPage } of pages) {
    const isTooltip = at(page, 'type') === 'Tooltip';
    const size = { width: Number(at(page, 'width')), height: Number(at(page, 'height')) };
    expect(size).toEqual(isTooltip ? { width: 340, height: 260 } : { width: 1280, height: 720 });
    expect(at(page, 'displayOption')).toBe(isTooltip ? 'ActualSize' : 'FitToPage');
    for (const { json } of ofPage) {
      const { x, y, width, height } = boxOf(json);
      expect(x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height).toBe(true);
      const type = String(at(json, 'visual', 'visualType'));
      const least = LEAST[type] ?? { width: 150, height: 75 };
      expect({ type, width, height, isEnough: width >= least.width && height >= least.height }).toMatchObject({
        isEnough: true,
      });
    }
    const boxes = ofPage.map(({ json }) => boxOf(json));
    const covers = (a: Box, b: Box) =>
      a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    boxes.forEach((a, at) => {
      expect(boxes.slice(at + 1).filter((b) => covers(a, b))).toEqual([]);
    });
    const order = ofPage.map(({ json }) => Number(at(json, 'position', 'tabOrder')));
    expect(new Set(order).size).toBe(order.length);
  }
});

test('every number leads to its tickets: one list, or two for a difference, is bound to its measure', () => {
  const numbers = new Set(
    visuals
      .filter(({ page: { page } }) => at(page, 'displayName') !== 'Data Health' && at(page, 'type') !== 'Drillthrough')
      .flatMap(({ json }) => fieldsIn(json))
      .filter(({ kind, name }) => kind === 'Measure' && !/\((?:Previous|Change)\)$| Target$/.test(name))
      .map(({ name }) => name),
  );
  const lists = new Map<string, string[]>();
  for (const { page } of pages) {
    const filters = items(at(page, 'filterConfig', 'filters'));
    const parameters = items(at(page, 'pageBinding', 'parameters'));
    expect(parameters.map((one) => at(one, 'boundFilter'))).toEqual(filters.map((one) => at(one, 'name')));
    for (const { name } of filters.flatMap((one) => fieldsIn(at(one, 'field') ?? null))) {
      lists.set(name, [...(lists.get(name) ?? []), String(at(page, 'displayName'))]);
    }
  }
  expect([...lists.keys()].toSorted()).toEqual([...numbers].toSorted());
  const twice = [...lists].filter(([, names]) => names.length > 1);
  expect(twice).toEqual([['Net Flow', ['Tickets', 'Tickets Solved']]]);
});

test('lists show number, subject, address, status, queue, agent, requester, age and due date', () => {
  const lists = visuals.filter(
    ({ page: { page }, json }) => at(page, 'type') === 'Drillthrough' && at(json, 'visual', 'visualType') === 'tableEx',
  );
  expect(lists).toHaveLength(8);
  for (const { json } of lists) {
    const shown = fieldsIn(at(json, 'visual', 'query', 'queryState') ?? null).map(({ name }) => name);
    expect(shown).toEqual(
      expect.arrayContaining([
        'Ticket Number',
        'Subject',
        'URL',
        'Status',
        'Queue',
        'Agent',
        'Requester',
        'Creator',
        'Age Days',
        'Due',
      ]),
    );
  }
});

test('the report opens on the last 90 days', () => {
  const period = visuals.find(({ json }) => at(json, 'visual', 'syncGroup', 'groupName') === 'Period');
  const [data] = items(at(period?.json, 'visual', 'objects', 'data'));
  const chosen = (name: string) => at(data, 'properties', name, 'expr', 'Literal', 'Value');
  expect([chosen('relativeRange'), chosen('relativeDuration'), chosen('relativePeriod')]).toEqual([
    "'Last'",
    '90D',
    "'Days'",
  ]);
  expect(JSON.stringify(period?.json)).toContain('"Amount":-90');
});

test('bars name the tooltip page, which is there', () => {
  const names = new Set(
    visuals
      .map(({ json }) => textOf(at(json, 'visual', 'visualContainerObjects'), 'visualTooltip', 'section'))
      .filter(Boolean),
  );
  const tooltips = pages.filter(({ page }) => at(page, 'type') === 'Tooltip').map(({ folder }) => folder);
  expect([...names]).toEqual(tooltips);
});

test('slicers of one name choose together, by one field', () => {
  const slicers = visuals.filter(({ json }) => at(json, 'visual', 'visualType') === 'slicer');
  expect(slicers).toHaveLength(7 * 4 + 1);
  const fields = new Map<string, Set<string>>();
  for (const { json } of slicers) {
    const group = String(at(json, 'visual', 'syncGroup', 'groupName'));
    fields.set(group, (fields.get(group) ?? new Set()).add(JSON.stringify(fieldsIn(json)[0])));
  }
  expect([...fields.keys()].toSorted()).toEqual(['Agent', 'Period', 'Queue', 'Source']);
  for (const group of fields.values()) expect(group.size).toBe(1);
});

test('the limits of PBIR are far away', () => {
  expect(pages.length).toBeLessThanOrEqual(1000);
  for (const { visuals: ofPage } of pages) expect(ofPage.length).toBeLessThanOrEqual(300);
  const sizes = VARIANTS.flatMap(([, options]) => [...projectFiles(options).values()].map((text) => text.length));
  expect(Math.max(...sizes)).toBeLessThan(100_000);
  expect(sample.size).toBeLessThan(500);
});

test('every resource that the report names is there', () => {
  const report = parsed(sample.get('Ticketlake.Report/definition/report.json') ?? 'null');
  const resources = items(at(report, 'resourcePackages')).flatMap((one) => items(at(one, 'items')));
  const paths = resources.map(
    (one) => `Ticketlake.Report/StaticResources/RegisteredResources/${String(at(one, 'path'))}`,
  );
  expect(paths).toHaveLength(1);
  for (const file of paths) expect(sample.has(file)).toBe(true);
  expect(at(report, 'themeCollection', 'customTheme', 'name')).toBe(at(resources[0], 'name'));
  expect(at(parsed(sample.get(paths[0] ?? '') ?? 'null'), 'name')).toBe(at(resources[0], 'name'));
  expect(at(report, 'themeCollection', 'baseTheme')).toBeUndefined();
});

describe('the theme', () => {
  /** WCAG 2.2, 1.4.3 */
  function contrast(a: string, b: string): number {
    const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((one, two) => two - one);
    return (light + 0.05) / (dark + 0.05);
  }

  function luminance(color: string): number {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((from) => parseInt(color.slice(from, from + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  test('is light, with text of 7:1 and data of 4.5:1 on both backgrounds', () => {
    expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21);
    for (const background of [COLORS.visual, COLORS.page]) {
      expect(luminance(background)).toBeGreaterThan(0.85);
      for (const text of [COLORS.text, COLORS.quietText]) expect(contrast(text, background)).toBeGreaterThan(7);
      for (const color of COLORS.data) {
        expect({ color, isClear: contrast(color, background) >= 4.5 || color }).toEqual({ color, isClear: true });
      }
    }
  });

  test('is what the project carries', () => {
    const file = sample.get('Ticketlake.Report/StaticResources/RegisteredResources/Ticketlake.json') ?? 'null';
    expect(parsed(file)).toEqual(theme());
  });
});

test('the guide names every page, measure and table', () => {
  const guide = readFileSync(path.resolve(__dirname, '../../docs/how-to/power-bi.md'), 'utf8');
  const model = readModel(sample);
  const names = [
    ...pages.map(({ page }) => `**${String(at(page, 'displayName'))}**`),
    ...measuresOf(model).map(({ name }) => name.replace(/^.*(?= \((?:Previous|Change)\)$)/, '…')),
    ...model.tables.map(({ name }) => name),
  ];
  expect(names.filter((name) => !guide.includes(name))).toEqual([]);
  expect(guide).toContain(`**${WINDOW.years} years**`);
  expect(guide).toContain(`**the last ${WINDOW.months} months**`);
});

test('docs/how-to/weekly-questions.md says of each question where the report answers it', () => {
  const text = readFileSync(path.resolve(__dirname, '../../docs/how-to/weekly-questions.md'), 'utf8');
  const questions = [...text.matchAll(/^### (\d+)\. /gm)].map(([, number]) => number);
  const rows = [...text.matchAll(/^\| (\d+) \| (.+?) \| (.+?) \|(.*)\|$/gm)];
  expect(rows.map(([, number]) => number)).toEqual(questions);
  const shown = pages
    .filter(({ page }) => at(page, 'visibility') === undefined)
    .flatMap((page) => page.visuals.map(({ json }) => `${String(at(page.page, 'displayName'))}: ${titleOf(json)}`));
  const named = rows.filter(([, , page]) => page !== '–').map(([, , page, visual]) => `${page}: ${visual}`);
  expect(named.filter((place) => !shown.includes(place))).toEqual([]);
  for (const [, , page, visual, how] of rows.filter(([, , place]) => place === '–'))
    expect([page, visual, how?.trim()]).toEqual(['–', '–', expect.stringMatching(/^In SQL only/)]);
});
