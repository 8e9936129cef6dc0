/** A real incident log, served as each service, exported, and compared with the log field by field. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { readIncidentLog } from '../incident-log/incident-log';
import { configOf, exportOnce, newLake, rowsOf, sourceOf } from '../support/lake';

const LOG = path.join(__dirname, '../../../shared/data/incident_event_log.csv.gz');
const TICKETS = 890;

type Line = Record<string, string>;
type Fields = Record<string, string | null>;

interface Incident {
  last: Line;
  lines: Line[];
  updatedAt: string;
}

/** Times of the log have no zone: the sandbox takes them as UTC. */
const instant = (text: string | undefined): string | null => {
  const parts = /^(\d{2})-(\d{2})-(\d{4}) (\d{2}:\d{2})$/.exec(text ?? '');
  return parts ? `${parts[3]}-${parts[2]}-${parts[1]} ${parts[4]}:00+00` : null;
};
const known = (text: string | undefined): string | null =>
  text === undefined || text === '?' || text === '' ? null : text;
const mail = (name: string | null): string | null =>
  name === null ? null : `${name.toLowerCase().replace(/[^a-z0-9]/g, '')}@incidents.example`;
const isDone = (state: string | undefined): boolean => state === 'Resolved' || state === 'Closed';

/** @param text as the file holds it, its head first */
function incidentsIn(text: string): Map<string, Incident> {
  const incidents = new Map<string, Incident>();
  for (const line of parse(text, { columns: true }) as Line[]) {
    const number = line.number ?? '';
    const stamp = instant(line.sys_updated_at) ?? '';
    const incident = incidents.get(number) ?? { last: line, lines: [], updatedAt: stamp };
    incident.lines.push(line);
    incident.last = line;
    if (stamp > incident.updatedAt) incident.updatedAt = stamp;
    incidents.set(number, incident);
  }
  return incidents;
}

/** When the last move from an open state to a done one was written down. */
function lastDone({ lines }: Incident): string | null {
  const at = lines.findLastIndex(
    (line, index) => isDone(line.incident_state) && index > 0 && !isDone(lines[index - 1]?.incident_state),
  );
  return at === -1 ? null : instant(lines[at]?.sys_updated_at);
}

/** What the log states, else its history, else the closing. */
function resolvedOf(incident: Incident): string | null {
  return instant(incident.last.resolved_at) ?? lastDone(incident) ?? instant(incident.last.closed_at);
}

function subjectOf(line: Line): string {
  const topic = [known(line.category), known(line.subcategory)].filter((part) => part !== null).join(' / ');
  return (
    [known(line.u_symptom), topic].filter((part) => part !== null && part !== '').join(': ') ||
    `Incident ${line.number}`
  );
}

function tagsOf(line: Line): string | null {
  const tags = [known(line.category), known(line.subcategory)].flatMap((tag) =>
    tag === null ? [] : [tag.toLowerCase()],
  );
  return tags.length === 0 ? null : [...new Set(tags)].sort().join(', ');
}

const level = (line: Line): string =>
  ({ '1': 'urgent', '2': 'high', '4': 'low' })[line.priority?.[0] ?? ''] ?? 'normal';

/** What every service says the same way. */
function common({ last }: Incident): Fields {
  return {
    subject: subjectOf(last),
    created_at: instant(last.opened_at),
    status_group: 'closed',
    is_open: 'false',
    is_deleted: 'false',
  };
}

const queueOf = (line: Line): string => known(line.assignment_group) ?? 'Unassigned';
const callerOf = (line: Line): string => known(line.caller_id) ?? 'Unknown caller';

const EXPECTED: Record<string, (incident: Incident) => Fields> = {
  deskpro: (incident) => ({
    ...common(incident),
    ticket_number: incident.last.number ?? null,
    status: 'archived',
    priority_level: level(incident.last),
    ticket_type: known(incident.last.category),
    channel: incident.last.contact_type ?? null,
    queue: queueOf(incident.last),
    requester_name: callerOf(incident.last),
    requester_email: mail(callerOf(incident.last)),
    assignee_name: known(incident.last.assigned_to),
    assignee_email: mail(known(incident.last.assigned_to)),
    resolved_at: resolvedOf(incident),
    closed_at: instant(incident.last.closed_at),
    tags: tagsOf(incident.last),
  }),
  sympoq: (incident) => ({
    ...common(incident),
    status: 'Closed',
    priority_level: level(incident.last),
    ticket_type: known(incident.last.category),
    queue: queueOf(incident.last),
    requester_name: callerOf(incident.last),
    requester_email: mail(callerOf(incident.last)),
    assignee_name: known(incident.last.assigned_to),
    updated_at: incident.updatedAt,
    closed_at: instant(incident.last.closed_at),
    resolved_at: instant(incident.last.closed_at),
    tags: tagsOf(incident.last),
  }),
  synqly: (incident) => ({
    ...common(incident),
    status: 'Closed',
    priority_level: level(incident.last),
    ticket_type: known(incident.last.category),
    queue: queueOf(incident.last),
    requester_email: mail(callerOf(incident.last)),
    assignee_email: mail(known(incident.last.assigned_to)),
    updated_at: incident.updatedAt,
    tags: tagsOf(incident.last),
    ...(known(incident.last.resolved_at) === null ? {} : { resolved_at: instant(incident.last.resolved_at) }),
  }),
  notific: (incident) => ({
    ...common(incident),
    status: 'Closed',
    queue: queueOf(incident.last),
    closed_at: lastDone(incident) ?? instant(incident.last.closed_at),
    resolved_at: lastDone(incident) ?? instant(incident.last.closed_at),
  }),
  teamswork: (incident) => ({
    ...common(incident),
    status: 'Closed',
    priority_level: level(incident.last),
    channel: incident.last.contact_type ?? null,
    requester_name: callerOf(incident.last),
    requester_email: mail(callerOf(incident.last)),
    assignee_name: known(incident.last.assigned_to),
    assignee_email: mail(known(incident.last.assigned_to)),
    updated_at: incident.updatedAt,
    resolved_at: known(incident.last.resolved_at) === null ? lastDone(incident) : instant(incident.last.resolved_at),
    tags: tagsOf(incident.last),
    sla_status: incident.last.made_sla === 'TRUE' ? 'ok' : 'breached',
  }),
};

/** Columns of the log that travel as custom fields, where a service has custom fields. People are compared by name. */
const CUSTOM = [
  'incident_state',
  'location',
  'category',
  'subcategory',
  'u_symptom',
  'impact',
  'urgency',
  'notify',
  'closed_code',
];
const COUNTS = ['reassignment_count', 'reopen_count', 'sys_mod_count'];

const withLog = existsSync(LOG) ? describe : describe.skip;
if (!existsSync(LOG)) process.stderr.write('The incident log of ../shared/data is not here: its tests are skipped.\n');

/** One in `every` incidents of the log, with all of its lines; none is quoted or goes over two lines. */
function partOf(text: string, every: number): string {
  const [columns = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const numberOf = (line: string) => line.slice(0, line.indexOf(','));
  const chosen = new Set([...new Set(lines.map(numberOf))].filter((_number, at) => at % every === 0));
  return [columns, ...lines.filter((line) => chosen.has(numberOf(line))), ''].join('\n');
}

/** @param every 1 for the whole log, 6 for every sixth of its incidents */
export function comesOutOf(names: readonly string[], every: number): void {
  withLog('the incident log', () => {
    let sandbox: Sandbox;
    let lake: string;
    let folder: string;
    let count: number;
    let incidents: Map<string, Incident>;
    /** In the order in which the services number them. */
    let inOrder: Incident[];

    beforeAll(async () => {
      const text = gunzipSync(readFileSync(LOG)).toString('utf8');
      const part = partOf(text, every);
      count = new Set(text.split('\n').flatMap((line) => /^INC\d+/.exec(line) ?? [])).size;
      incidents = incidentsIn(part);
      folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-log-'));
      const from = every === 1 ? LOG : path.join(folder, 'incidents.csv');
      if (from !== LOG) writeFileSync(from, part);
      const openedAt = ({ last }: Incident): string => instant(last.opened_at) ?? '';
      inOrder = [...incidents.values()].sort((a, b) => openedAt(a).localeCompare(openedAt(b), 'en'));
      sandbox = await startSandbox({ base: await readIncidentLog(from), limits: false, services: [...names] });
      lake = newLake();
      const result = await exportOnce(
        configOf(
          lake,
          names.map((name) =>
            sourceOf(sandbox, name, { streams: ['tickets', 'people', 'queues', 'custom_fields', 'history'] }),
          ),
        ),
      );
      expect(result.outcome).toBe('complete');
    }, 240_000);
    afterAll(async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    });

    it('is the log we know', () => {
      expect(count).toBe(TICKETS);
      expect(incidents.size).toBe(Math.ceil(TICKETS / every));
    });

    it.each([...names])('comes out of %s ticket by ticket, every field that it can carry', async (name) => {
      const expectedOf = EXPECTED[name];
      if (!expectedOf) throw new Error(`say what ${name} can carry`);
      const rows = await rowsOf(lake, `SELECT * FROM tickets WHERE source = '${name}'`);
      expect(rows).toHaveLength(incidents.size);
      const worlds = new Map(rows.map((row) => [indexOf(sandbox, name, row), row]));
      expect(worlds.size).toBe(incidents.size);
      const wrong = inOrder.flatMap((incident, index) => {
        const row = worlds.get(index) ?? {};
        return Object.entries(expectedOf(incident)).flatMap(([field, expected]) =>
          row[field] === expected ? [] : [{ number: incident.last.number, field, expected, received: row[field] }],
        );
      });
      expect(wrong.slice(0, 5)).toEqual([]);
    });

    it.each(names.filter((name) => name !== 'notific'))(
      'keeps in %s what only custom fields can carry',
      async (name) => {
        const rows = await rowsOf(
          lake,
          `SELECT t.ticket_id, c.name AS field_name, f.value_text FROM ticket_custom_fields f
       JOIN custom_fields c ON c.field_key = f.field_key JOIN tickets t ON t.ticket_key = f.ticket_key WHERE t.source = '${name}'`,
        );
        const values = new Map(rows.map((row) => [`${indexOf(sandbox, name, row)} ${row.field_name}`, row]));
        const wrong = inOrder.flatMap((incident, index) => [
          ...CUSTOM.flatMap((column) => {
            const received = values.get(`${index} ${column}`)?.value_text ?? null;
            const expected = known(incident.last[column]);
            return received === expected ? [] : [{ number: incident.last.number, column, expected, received }];
          }),
          ...COUNTS.flatMap((column) => {
            const received = values.get(`${index} ${column}`)?.value_text ?? null;
            const expected = known(incident.last[column]);
            return received === expected ? [] : [{ number: incident.last.number, column, expected, received }];
          }),
        ]);
        expect(wrong.slice(0, 5)).toEqual([]);
      },
    );

    it.each(['deskpro', 'teamswork'].filter((name) => names.includes(name)))(
      'keeps the history of states in %s',
      async (name) => {
        const rows = await rowsOf(
          lake,
          `SELECT t.ticket_id, c.sequence, c.to_group FROM status_changes c JOIN tickets t USING (ticket_key) WHERE t.source = '${name}' ORDER BY c.ticket_key, c.sequence`,
        );
        const lastGroups = new Map(rows.map((row) => [indexOf(sandbox, name, row), row.to_group]));
        const wrong = inOrder.flatMap((incident, index) =>
          lastGroups.get(index) === 'closed' ? [] : [{ number: incident.last.number, last: lastGroups.get(index) }],
        );
        expect(
          wrong
            .filter(
              ({ number }) => new Set(incidents.get(number ?? '')?.lines.map((line) => line.incident_state)).size > 1,
            )
            .slice(0, 5),
        ).toEqual([]);
      },
    );
  });
}

/** Which incident a row is: by the service's own numbering, which follows the order of opening. */
function indexOf(sandbox: Sandbox, name: string, row: Record<string, unknown>): number {
  const id = String(row.ticket_id);
  if (name === 'teamswork') return sandbox.world(name).indexOfUuid(id) ?? -1;
  if (name === 'sympoq') return Number.parseInt(id.split('-O-')[1] ?? '', 36) - 1;
  return Number(id.replace(/^\D*/, '')) - 1;
}
