/**
 * One set of schema versions that belong together (json-schemas of May 2026). An older set keeps opening: Desktop
 * upgrades on save.
 */
const BASE = 'https://developer.microsoft.com/json-schemas/fabric';
const REPORT = `${BASE}/item/report`;

export const SCHEMAS = {
  pbip: `${BASE}/pbip/pbipProperties/1.0.0/schema.json`,
  platform: `${BASE}/gitIntegration/platformProperties/2.1.0/schema.json`,
  pbir: `${REPORT}/definitionProperties/2.0.0/schema.json`,
  pbism: `${BASE}/item/semanticModel/definitionProperties/1.0.0/schema.json`,
  version: `${REPORT}/definition/versionMetadata/1.0.0/schema.json`,
  report: `${REPORT}/definition/report/3.3.0/schema.json`,
  pages: `${REPORT}/definition/pagesMetadata/1.1.0/schema.json`,
  page: `${REPORT}/definition/page/2.1.0/schema.json`,
  visual: `${REPORT}/definition/visualContainer/2.9.0/schema.json`,
} as const;
