/** Ids are taken as they are: what differs but in blanks around it is another record, at all five services. */
import { vendorNamed, vendorNames } from '../../vendors/registry';
import type { Json } from '../../vendors/json';
import { unify } from '../support/reading';

const STREAMS = vendorNames().flatMap((vendor) =>
  vendorNamed(vendor)!
    .streams.filter(({ name }) => ['tickets', 'people', 'agents', 'operators', 'customers', 'queues'].includes(name))
    .filter(({ name }) => vendor !== 'teamswork' || name === 'tickets')
    .map((stream) => [vendor, stream.name, stream] as const),
);

const record = (vendor: string, id: string): Json =>
  vendor === 'notific' ? { Id: id, Name: 'n', Description: 'd' } : { id, name: 'n', title: 't', role: 'Agent' };

test.each(STREAMS)('%s %s: blanks around an id make another record', (vendor, _name, stream) => {
  const ids = ['a', 'a ', ' a', '\u00a0a', 'a\t'];
  const records = ids.map((id) => record(vendor, id));
  expect(records.map((each) => stream.idOf(each)?.replace(/^agent-/, ''))).toEqual(ids);
  const rows = unify(stream, records);
  const stored = [
    ...rows.tickets.map(({ ticket_id }) => ticket_id),
    ...rows.people.map(({ person_id }) => person_id),
    ...rows.queues.map(({ queue_id }) => queue_id),
  ];
  expect(new Set(stored).size).toBe(ids.length);
});
