/**
 * Every JSON file of the project against the schema that it names. Where only a later schema of the same major version is
 * at hand, against that one; what a file has beyond it is looked for by hand, since a later one only adds.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { projectFiles } from '../../etl/src/powerbi/project';
import type { Json } from '../../vendors/json';
import { at, objectsIn, parsed } from './json';
import { SAMPLE, VARIANTS } from './variants';

const SCHEMAS = path.resolve(__dirname, '../../../shared/schemas/powerbi');
const BASE = 'https://developer.microsoft.com/json-schemas/';
const JSON_FILES = /\.(?:json|pbip|pbir|pbism|platform)$/;
const OWN = 'StaticResources/RegisteredResources/';

/** Members of an object that are not among the known ones. */
function beyond(value: Json, known: string): string[] {
  const members = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return members.filter((member) => !known.split(' ').includes(member));
}

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

  const addresses = schemaFiles(SCHEMAS).map(
    (file) => `${BASE}${path.relative(SCHEMAS, file).replaceAll(path.sep, '/')}`,
  );
  /** The schema itself, or a later one of its major version. */
  const atHand = (schema: string): string | undefined => {
    const [, family = '', major = '', minor = ''] = /^(.*\/)(\d+)\.(\d+)\.\d+\/schema\.json$/.exec(schema) ?? [];
    return addresses.find((address) => {
      const [, itsFamily, itsMajor, itsMinor] = /^(.*\/)(\d+)\.(\d+)\.\d+\/schema\.json$/.exec(address) ?? [];
      return itsFamily === family && itsMajor === major && Number(itsMinor) >= Number(minor);
    });
  };

  const problemsOf = (text: string): string[] => {
    const schema = at(parsed(text), '$schema');
    const known = typeof schema === 'string' ? atHand(schema) : undefined;
    const validate = known === undefined ? undefined : ajv.getSchema(known);
    if (!validate) return [`no schema: ${JSON.stringify(schema)}`];
    return validate(parsed(text.replace(String(schema), String(known))))
      ? []
      : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
  };

  test.each(VARIANTS)('all JSON of the project for %s', (_name, options) => {
    const files = [...projectFiles(options)].filter(([name]) => JSON_FILES.test(name) && !name.includes(OWN));
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap(([name, text]) => problemsOf(text).map((problem) => `${name}: ${problem}`))).toEqual([]);
  });

  /** What the schemas have that the files name: page 2.0.0, visualContainer and visualConfiguration 2.0.0, report 3.0.0. */
  const MEMBERS: Readonly<Record<string, string>> = {
    'page.json':
      'name displayName displayOption height width filterConfig pageBinding objects type visibility visualInteractions annotations howCreated',
    'visual.json': 'name position visual visualGroup parentGroupName filterConfig isHidden annotations howCreated',
    'report.json': 'themeCollection filterConfig objects reportSource resourcePackages annotations settings',
    'pages.json': 'pageOrder activePageName',
  };
  const OF_A_VISUAL = 'visualType query objects visualContainerObjects syncGroup drillFilterOtherVisuals';
  const OF_A_PROJECTION = 'field queryRef nativeQueryRef displayName format active hidden';

  test('no file has a member that is newer than the schema that it names', () => {
    const newer = [...projectFiles(SAMPLE)].flatMap(([name, text]) => {
      const known = MEMBERS[path.basename(name)];
      if (known === undefined || !name.includes('/definition/')) return [];
      const json = parsed(text);
      const projections = objectsIn(at(json, 'visual', 'query')).filter((one) => 'queryRef' in one);
      return [
        ...beyond(json, `$schema ${known}`),
        ...beyond(at(json, 'visual') ?? {}, OF_A_VISUAL),
        ...projections.flatMap((one) => beyond(one, OF_A_PROJECTION)),
      ].map((member) => `${name}: ${member}`);
    });
    expect(newer).toEqual([]);
    expect(beyond({ landingPageName: 'x' }, MEMBERS['pages.json'] ?? '')).toEqual(['landingPageName']);
  });

  test('a schema refuses what does not belong', () => {
    const [, text = ''] = [...projectFiles(SAMPLE)].find(([name]) => name.endsWith('visual.json')) ?? [];
    expect(problemsOf(text.replace('"visualType"', '"visualKind"'))).not.toEqual([]);
    const inside = text.replace('"drillFilterOtherVisuals"', '"filterConfig": {}, "drillFilterOtherVisuals"');
    expect(problemsOf(inside).join()).toContain('must NOT have additional properties');
    expect(problemsOf('{}')).toEqual(['no schema: undefined']);
  });
}
