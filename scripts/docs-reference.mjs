// Writes the reference tables into docs/reference/configuration.md, docs/reference/tables.md and
// docs/evidence/assumed.md, from the compiled exporter, and the floors into ARCHITECTURE.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { floorsDrawing } from './floors.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { assumed, configuration, placed, tables } = require('./reference-tables.js');
const built = (module) => require(join(root, 'etl/dist', module));

const { sourceSchema, streamsOf, topLevel } = built('etl/src/config/schema.js');
const { businessHoursSchema } = built('etl/src/config/business-hours.js');
const { scheduleSchema, serveSchema } = built('etl/src/config/service-schema.js');
const { notifySchema } = built('etl/src/config/notify-schema.js');
const { TABLES } = built('etl/src/schema/tables.js');
const { sqlType } = built('etl/src/schema/column.js');
const { vendorNamed, vendorNames } = built('vendors/registry.js');

const services = vendorNames().map(vendorNamed);
const schemas = {
  topLevel,
  businessHours: businessHoursSchema('.'),
  schedule: scheduleSchema,
  serve: serveSchema,
  notify: notifySchema,
  sourceSchema,
  streamsOf,
};

write('docs/reference/configuration.md', configuration(schemas, services));
write('docs/reference/tables.md', tables(TABLES, sqlType));
write('docs/evidence/assumed.md', assumed(services));
write(
  'ARCHITECTURE.md',
  `\`\`\`text
${floorsDrawing()}
\`\`\``,
);

function write(name, text) {
  const file = join(root, name);
  writeFileSync(file, placed(readFileSync(file, 'utf8'), text));
}
