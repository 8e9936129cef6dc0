// Writes the reference tables into docs/reference/configuration.md, docs/reference/tables.md, docs/reference/cli.md and
// docs/evidence/assumed.md, from the compiled exporter, and the floors into ARCHITECTURE.md.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { floorsDrawing } from './floors.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { assumed, commandLine, configuration, placed, tables } = require('./reference-tables.js');
const built = (module) => require(join(root, 'etl/dist', module));

const { topLevel } = built('etl/src/config/schema.js');
const { sourceSchema, streamsOf } = built('etl/src/config/source-schema.js');
const { businessHoursSchema } = built('etl/src/config/business-hours.js');
const { scheduleSchema, serveSchema } = built('etl/src/config/service-schema.js');
const { notifySchema } = built('etl/src/config/notify-schema.js');
const { maskSchema } = built('etl/src/config/mask.js');
const { publishSchema } = built('etl/src/config/publish-schema.js');
const { telemetrySchema } = built('etl/src/config/telemetry.js');
const { COMMANDS_DO } = built('etl/src/cli/command-names.js');
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
  mask: maskSchema,
  publish: publishSchema,
  telemetry: telemetrySchema,
  sourceSchema,
  streamsOf,
};

write('docs/reference/configuration.md', configuration(schemas, services));
write('docs/reference/tables.md', tables(TABLES, sqlType));
write('docs/reference/cli.md', commandLine(Object.keys(COMMANDS_DO).map((name) => ({ name, help: helpOf(name) }))));
write('docs/evidence/assumed.md', assumed(services));
write(
  'ARCHITECTURE.md',
  `\`\`\`text
${floorsDrawing()}
\`\`\``,
);

/** 80 columns wide, as where standard output is no terminal. */
function helpOf(name) {
  const args = [join(root, 'etl/bin/ticketlake.js'), 'help', name];
  return execFileSync(process.execPath, args, { encoding: 'utf8', env: {} });
}

function write(name, text) {
  const file = join(root, name);
  writeFileSync(file, placed(readFileSync(file, 'utf8'), text));
}
