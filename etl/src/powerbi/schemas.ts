/**
 * The lowest versions of Microsoft's schemas that carry what the report uses: a Desktop refuses those that are newer than
 * itself, and upgrades older ones when it saves. Page 1 knows no kind of page, report 2 asks for a layout of phones.
 */
const BASE = 'https://developer.microsoft.com/json-schemas/fabric';
const REPORT = `${BASE}/item/report`;

export const SCHEMAS = {
  pbip: `${BASE}/pbip/pbipProperties/1.0.0/schema.json`,
  platform: `${BASE}/gitIntegration/platformProperties/2.1.0/schema.json`,
  pbir: `${REPORT}/definitionProperties/2.0.0/schema.json`,
  pbism: `${BASE}/item/semanticModel/definitionProperties/1.0.0/schema.json`,
  version: `${REPORT}/definition/versionMetadata/1.0.0/schema.json`,
  report: `${REPORT}/definition/report/3.0.0/schema.json`,
  pages: `${REPORT}/definition/pagesMetadata/1.0.0/schema.json`,
  page: `${REPORT}/definition/page/2.0.0/schema.json`,
  visual: `${REPORT}/definition/visualContainer/2.0.0/schema.json`,
} as const;
