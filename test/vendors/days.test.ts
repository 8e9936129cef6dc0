/** A day is a day, whichever service writes it and in whichever zone: custom fields and due dates. */
import type { Json } from '../../vendors/json';
import type { Ticket } from '../../vendors/model';
import { emptyRows } from '../../vendors/model';
import { vendorNamed } from '../../vendors/registry';
import { zoneRule } from '../../etl/src/mapping/zone-rule';
import type { VendorName } from '../../vendors/vendor';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { TESTED } from '../services';

const ZONES = [null, 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia'];

const WITH_FIELDS = VENDOR_NAMES.filter((name) => TESTED[name].withCustomValue !== undefined);
const DUE = VENDOR_NAMES.filter((name) => TESTED[name].withDueDate !== undefined);

function ticketOf(name: VendorName, record: Json, timezone: string | null): Ticket {
  const rows = emptyRows();
  const stream = vendorNamed(name)?.streams.find((candidate) => candidate.name === 'tickets');
  const params = { walk: { query: {}, keep: {}, queue: null } };
  stream?.unify(
    record,
    { key: 'all', params },
    {
      settings: { timezone, pageSize: null, projects: [], paths: {} },
      url: 'https://desk.example',
      now: '2026-06-01T00:00:00.000000Z',
      zoneRule,
      plainText: { html: (text) => text, markdown: (text) => text },
      nameOf: () => null,
    },
    rows,
  );
  const [ticket] = rows.tickets;
  if (!ticket) throw new Error(`${name} refused ${JSON.stringify(record)}`);
  return ticket;
}

const valueIn = (name: VendorName, value: Json, zone: string | null) => {
  const [field] = ticketOf(name, TESTED[name].withCustomValue?.(value) ?? null, zone).custom_fields;
  return { text: field?.value_text, at: field?.value_at, date: field?.value_date };
};

describe.each(WITH_FIELDS)('%s', (name) => {
  it.each(ZONES)('a custom value without a time of day is that day, source in %s', (zone) => {
    expect(valueIn(name, '2026-03-04', zone)).toEqual({ text: '2026-03-04', at: null, date: '2026-03-04' });
  });

  it('a custom value with a time of day is an instant', () => {
    const value = name === 'sympoq' ? '04-MAR-26 10:17' : '2026-03-04T10:17:00Z';
    expect(valueIn(name, value, 'UTC')).toEqual({ text: value, at: '2026-03-04T10:17:00.000000Z', date: null });
  });
});

describe.each(DUE)('%s', (name) => {
  it.each(ZONES)('a due date without a time of day is that day, source in %s', (zone) => {
    const { due_at, due_date } = ticketOf(name, TESTED[name].withDueDate?.('2026-03-04') ?? null, zone);
    expect({ due_at, due_date }).toEqual({ due_at: null, due_date: '2026-03-04' });
  });
});

it.each<[VendorName, string]>([
  ['deskpro', '2026-03-04T00:00:00+0000'],
  ['sympoq', '04-MAR-26 00:00'],
  ['sympoq', '04-MAR-26'],
  ['teamswork', '2026-03-04T00:00:00.000Z'],
  ['teamswork', '2026-03-04T05:00:00.000Z'],
  ['teamswork', '2026-03-03T18:30:00Z'],
])("%s: %s is a date's midnight", (name, value) => {
  for (const zone of ZONES) expect(valueIn(name, value, zone)).toEqual({ text: value, at: null, date: '2026-03-04' });
});

it('a midnight is a day where the member is called a date', () => {
  const synqly = {
    id: '1',
    due_date: '2026-03-04T00:00:00-05:00',
    custom_fields: { 'Start date': '2026-03-04T00:00:00Z' },
  };
  const ticket = ticketOf('synqly', synqly, 'Europe/Paris');
  expect(ticket).toMatchObject({ due_at: null, due_date: '2026-03-04' });
  expect(ticket.custom_fields).toMatchObject([{ value_at: null, value_date: '2026-03-04', type: 'date' }]);
  const notific = {
    Id: 1,
    PlannedDate: '2026-03-04T00:00:00',
    NextUpdateTime: '2026-03-04T00:00:00',
    Update: '2026-03-04T00:00:00',
  };
  expect(ticketOf('notific', notific, 'Europe/Paris').custom_fields).toMatchObject([
    { field_id: 'PlannedDate', value_at: null, value_date: '2026-03-04' },
    { field_id: 'NextUpdateTime', value_at: '2026-03-04T00:00:00.000000Z', value_date: null },
    { field_id: 'Update', value_at: '2026-03-04T00:00:00.000000Z', value_date: null },
  ]);
});
