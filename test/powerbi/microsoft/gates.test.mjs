// The Power BI project before Microsoft's own tools: each expression of Power Query is parsed, each report is validated.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { getMetadataProvider, runReportValidation } from '@microsoft/powerbi-report-authoring-cli';
import * as powerQuery from '@microsoft/powerquery-parser';
import { VARIANTS, expressionsIn, root, writeProject } from './project.mjs';

const { DefaultSettings, TaskUtils } = powerQuery.default ?? powerQuery;

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ticketlake-powerbi-'));
  for (const [name, options] of Object.entries(VARIANTS)) writeProject(join(folder, name), options);
  await cp(join(root, 'powerbi'), join(folder, 'of the repository'), { recursive: true });
});
after(() => rm(folder, { recursive: true }));

/** What the parser says against a text; null for none. */
async function complaintOf(m) {
  const task = await TaskUtils.tryLexParse(DefaultSettings, m);
  return TaskUtils.isParseStageOk(task) ? null : (task.error?.message ?? 'not parsed');
}

/** @returns the result, and what was found, a line a finding */
async function validated(project) {
  const reportDir = join(folder, project, 'Ticketlake.Report');
  const summary = await runReportValidation({
    reportDir,
    defDir: join(reportDir, 'definition'),
    provider: await getMetadataProvider(),
    // The schemas would be fetched; test/powerbi/schemas.test.ts holds the files against them.
    skipSchema: true,
  });
  const findings = Object.entries(summary.diagnostics ?? {}).flatMap(([code, { severity, items }]) =>
    items.map(({ message }) => `${severity} ${code}: ${message}`),
  );
  return { result: summary.result, findings };
}

for (const project of [...Object.keys(VARIANTS), 'of the repository']) {
  describe(`the project ${project}`, () => {
    test('is written in the Power Query that its parser reads', async () => {
      const expressions = await expressionsIn(join(folder, project));
      assert.ok(expressions.size > 25, [...expressions.keys()].join('\n'));
      const complaints = [];
      for (const [place, m] of expressions) {
        const complaint = await complaintOf(m);
        if (complaint !== null) complaints.push(`${place}: ${complaint}`);
      }
      assert.deepEqual(complaints, []);
    });

    test('has a report without an error or a warning', async () => {
      assert.deepEqual(await validated(project), { result: 'succeeded', findings: [] });
    });
  });
}

describe('the gates find', () => {
  test('M that is none', async () => {
    assert.match(await complaintOf('let A = 1 B = 2 in A'), /comma/);
    assert.notEqual(await complaintOf('each if [a] then 1'), null);
  });

  test('a theme under another name, a visual that is not known, and a slicer that is too low', async () => {
    await cp(join(folder, 'folder'), join(folder, 'broken'), { recursive: true });
    const report = join(folder, 'broken/Ticketlake.Report');
    await changed(
      join(report, 'StaticResources/RegisteredResources/Ticketlake.json'),
      '"name": "Ticketlake.json"',
      '"name": "Other"',
    );
    const pages = JSON.parse(await readFile(join(report, 'definition/pages/pages.json'), 'utf8'));
    const visuals = join(report, 'definition/pages', pages.pageOrder[0], 'visuals');
    for (const name of await readdir(visuals)) {
      const file = join(visuals, name, 'visual.json');
      const text = await readFile(file, 'utf8');
      if (text.includes('"visualType": "slicer"')) await writeFile(file, text.replace(/"height": \d+/, '"height": 60'));
      if (text.includes('"visualType": "multiRowCard"'))
        await writeFile(file, text.replace('multiRowCard', 'manyRowCard'));
    }
    const { result, findings } = await validated('broken');
    assert.equal(result, 'failed');
    for (const code of ['PBIR_THEME_FILE_NAME_MISMATCH', 'PBIR_VISUAL_TYPE_UNKNOWN', 'PBIR_SLICER_HEADER_MAY_CLIP']) {
      assert.ok(
        findings.some((finding) => finding.includes(code)),
        findings.join('\n'),
      );
    }
  });
});

async function changed(file, from, to) {
  const text = await readFile(file, 'utf8');
  assert.ok(text.includes(from), `${file} has no ${from}`);
  await writeFile(file, text.replace(from, to));
}

test('queries in documents are written in the Power Query that its parser reads', async () => {
  const documents = join(root, 'docs/how-to');
  const complaints = [];
  let queries = 0;
  for (const name of (await readdir(documents)).filter((each) => each.endsWith('.md')))
    for (const [, m] of (await readFile(join(documents, name), 'utf8')).matchAll(/^```powerquery\n(.*?)^```$/gms)) {
      queries += 1;
      const complaint = await complaintOf(m);
      if (complaint !== null) complaints.push(`${name}: ${complaint}`);
    }
  assert.deepEqual(complaints, []);
  assert.ok(queries >= 2);
  assert.notEqual(await complaintOf('let Tickets = in Tickets'), null);
});
