/** Every JSON file of the project against the schema that it names. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { projectFiles } from '../../etl/src/powerbi/project';
import { at, parsed } from './json';
import { SAMPLE, VARIANTS } from './variants';

const SCHEMAS = path.resolve(__dirname, '../../../shared/schemas/powerbi');
const BASE = 'https://developer.microsoft.com/json-schemas/';
const JSON_FILES = /\.(?:json|pbip|pbir|pbism|platform)$/;
const OWN = 'StaticResources/RegisteredResources/';

function schemaFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

if (!existsSync(SCHEMAS)) {
  test.skip(`the schemas of Microsoft are not in ${SCHEMAS}`, () => undefined);
} else {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  for (const file of schemaFiles(SCHEMAS)) {
    const address = `${BASE}${path.relative(SCHEMAS, file).replaceAll(path.sep, '/')}`;
    // Some name themselves otherwise than others refer to them.
    ajv.addSchema({ ...JSON.parse(readFileSync(file, 'utf8')), $id: address });
  }

  const problemsOf = (text: string): string[] => {
    const value = parsed(text);
    const schema = at(value, '$schema');
    const validate = typeof schema === 'string' ? ajv.getSchema(schema) : undefined;
    if (!validate) return [`no schema: ${JSON.stringify(schema)}`];
    return validate(value)
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  };

  test.each(VARIANTS)('all JSON of the project for %s', (_name, options) => {
    const files = [...projectFiles(options)].filter(([name]) => JSON_FILES.test(name) && !name.includes(OWN));
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap(([name, text]) => problemsOf(text).map((problem) => `${name}: ${problem}`))).toEqual([]);
  });

  test('a schema refuses what does not belong', () => {
    const [, text = ''] = [...projectFiles(SAMPLE)].find(([name]) => name.endsWith('visual.json')) ?? [];
    expect(problemsOf(text.replace('"visualType"', '"visualKind"'))).not.toEqual([]);
    const inside = text.replace('"drillFilterOtherVisuals"', '"filterConfig": {}, "drillFilterOtherVisuals"');
    expect(problemsOf(inside).join()).toContain('must NOT have additional properties');
    expect(problemsOf('{}')).toEqual(['no schema: undefined']);
  });
}
