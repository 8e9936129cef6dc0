// Writes the reference tables into docs/configuration.md, docs/tables.md and docs/assumed.md, from the compiled exporter,
// and the floors into ARCHITECTURE.md.
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
const { TABLES } = built('etl/src/schema/tables.js');
const { sqlType } = built('etl/src/schema/column.js');
const { vendorNamed, vendorNames } = built('vendors/registry.js');

const services = vendorNames().map(vendorNamed);
const businessHours = businessHoursSchema('.');
const schemas = { topLevel, businessHours, schedule: scheduleSchema, serve: serveSchema, sourceSchema, streamsOf };

write('docs/configuration.md', configuration(schemas, services));
write('docs/tables.md', tables(TABLES, sqlType));
write('docs/assumed.md', assumed(services));
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
