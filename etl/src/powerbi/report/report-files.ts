/** The report as PBIR. */
import { objectName } from '../ids';
import { SCHEMAS } from '../schemas';
import type { ReportPage } from './page';
import { backlog } from './pages/backlog';
import { health } from './pages/health';
import { response } from './pages/response';
import { thisWeek } from './pages/this-week';
import { ticketLists } from './pages/ticket-lists';
import { tooltip } from './pages/tooltip';
import { topics } from './pages/topics';
import { verdicts } from './pages/verdicts';
import { workload } from './pages/workload';
import { THEME_FILE, theme } from './theme';
import { pageName } from './tooltip';
import type { Field, JsonValue } from './visual';
import { expressionOf, referenceOf, visualFile } from './visual';

export const PAGES: readonly ReportPage[] = [
  thisWeek,
  backlog,
  response,
  verdicts,
  workload,
  topics,
  ...ticketLists,
  health,
  tooltip,
];

/** Those of SCHEMAS. */
const VERSIONS = { visual: '2.0.0', report: '3.0.0', page: '2.0.0' };

/** JSON by path below the folder of the report. */
export function reportFiles(): Map<string, JsonValue> {
  const names = PAGES.map(({ title }) => pageName(title));
  const [first = ''] = names;
  return new Map<string, JsonValue>([
    ['definition/version.json', { $schema: SCHEMAS.version, version: '2.0.0' }],
    ['definition/report.json', reportJson()],
    ['definition/pages/pages.json', { $schema: SCHEMAS.pages, pageOrder: names, activePageName: first }],
    ...PAGES.flatMap(pageFiles),
    [`StaticResources/RegisteredResources/${THEME_FILE}`, theme()],
  ]);
}

function reportJson(): JsonValue {
  return {
    $schema: SCHEMAS.report,
    // No base theme is named: Desktop takes its own, and none would have to be shipped.
    themeCollection: {
      customTheme: { name: THEME_FILE, reportVersionAtImport: VERSIONS, type: 'RegisteredResources' },
    },
    resourcePackages: [
      {
        name: 'RegisteredResources',
        type: 'RegisteredResources',
        items: [{ name: THEME_FILE, path: THEME_FILE, type: 'CustomTheme' }],
      },
    ],
    settings: {
      useStylableVisualContainerHeader: true,
      exportDataMode: 'AllowSummarized',
      defaultDrillFilterOtherVisuals: true,
      allowChangeFilterTypes: true,
      useEnhancedTooltips: true,
      useDefaultAggregateDisplayName: true,
    },
  };
}

function pageFiles(page: ReportPage): Array<[string, JsonValue]> {
  const { title, visuals } = page;
  const folder = `definition/pages/${pageName(title)}`;
  return [
    [`${folder}/page.json`, pageJson(page)],
    ...visuals.map(([visual, place], order): [string, JsonValue] => {
      const file = visualFile(title, visual, place, order);
      return [`${folder}/visuals/${file.name}/visual.json`, file.json];
    }),
  ];
}

function pageJson({ title, size, drillsFrom, role }: ReportPage): JsonValue {
  return {
    $schema: SCHEMAS.page,
    name: pageName(title),
    displayName: title,
    displayOption: role === 'tooltip' ? 'ActualSize' : 'FitToPage',
    ...size,
    ...(drillsFrom.length === 0 ? {} : drillThrough(title, drillsFrom)),
    ...(role === 'tooltip'
      ? { type: 'Tooltip', pageBinding: { name: objectName(`binding ${title}`), type: 'Tooltip' } }
      : {}),
    ...(role === 'shown' ? {} : { visibility: 'HiddenInViewMode' }),
  };
}

/** Each field is a filter of the page and a parameter that is bound to it. */
function drillThrough(title: string, fields: readonly Field[]): Readonly<Record<string, JsonValue>> {
  const bound = fields.map((field) => ({
    field: expressionOf(field),
    filter: objectName(`filter ${title} ${referenceOf(field)}`),
    parameter: objectName(`parameter ${title} ${referenceOf(field)}`),
  }));
  return {
    filterConfig: {
      filters: bound.map(({ field, filter }) => ({
        name: filter,
        field,
        type: 'Advanced',
        howCreated: 'Drillthrough',
      })),
    },
    pageBinding: {
      name: objectName(`binding ${title}`),
      type: 'Drillthrough',
      parameters: bound.map(({ field, filter, parameter }) => ({
        name: parameter,
        boundFilter: filter,
        fieldExpr: field,
      })),
    },
    type: 'Drillthrough',
  };
}
