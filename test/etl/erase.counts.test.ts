import { byPublishedTable } from '../../etl/src/erase/counts';
import { TABLES } from '../../etl/src/schema/tables';
import { STORED_TABLES } from '../../etl/src/store/staging-tables';

const PRIVATE = 'kept for later runs';

test.each(STORED_TABLES.map(({ name }) => name))('a plan names the published table of %s', (stored) => {
  const [name = ''] = Object.keys(byPublishedTable(new Map([[stored, 1]])));
  const isPrivate = ['w_roles', 'w_names'].includes(stored);
  expect(isPrivate ? [PRIVATE] : TABLES.map((table) => table.name)).toContain(name);
});

test('counts of what is published together, or never, are one sum', () => {
  const counts = new Map(Object.entries({ w_people: 1, w_changes: 61, w_roles: 2, todo: 3, w_names: 4, rejects: 5 }));
  expect(byPublishedTable(counts)).toEqual({ people: 1, status_changes: 61, [PRIVATE]: 9, rejects: 5 });
});
