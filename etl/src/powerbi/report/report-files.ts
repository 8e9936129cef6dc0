/** The report as PBIR. */
import { objectName } from '../ids';
import { SCHEMAS } from '../schemas';
import { PAGE_SIZE } from './page';
import type { Page } from './page';
import { backlog } from './pages/backlog';
import { health } from './pages/health';
import { overview } from './pages/overview';
import { people } from './pages/people';
import { response } from './pages/response';
import { tags } from './pages/tags';
import { THEME_FILE, theme } from './theme';
import type { JsonValue } from './visual';
import { visualFile } from './visual';

const PAGES: readonly Page[] = [overview, backlog, response, people, tags, health];

/** The theme that comes with every Desktop since October 2024; ours lies on top of it. */
const BASE_THEME = { name: 'CY24SU10', reportVersionAtImport: { visual: '1.8.97', report: '2.0.97', page: '1.3.97' } };
const VERSIONS = { visual: '2.9.0', report: '3.3.0', page: '2.1.0' };

/** JSON by path below the folder of the report. */
export function reportFiles(): Map<string, JsonValue> {
  const names = PAGES.map(({ title }) => objectName(`page ${title}`));
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
    themeCollection: {
      baseTheme: { ...BASE_THEME, type: 'SharedResources' },
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

function pageFiles({ title, visuals }: Page): Array<[string, JsonValue]> {
  const name = objectName(`page ${title}`);
  const folder = `definition/pages/${name}`;
  return [
    [
      `${folder}/page.json`,
      { $schema: SCHEMAS.page, name, displayName: title, displayOption: 'FitToPage', ...PAGE_SIZE },
    ],
    ...visuals.map(([visual, place], order): [string, JsonValue] => {
      const file = visualFile(title, visual, place, order);
      return [`${folder}/visuals/${file.name}/visual.json`, file.json];
    }),
  ];
}
