import { sourceOf } from '../support/lake';
import { useSandbox } from '../support/sandbox';
import { FIELDS, FREE_TEXTS, SALT, bothLakes, expectMasked, masksOf } from './masks.services.cases';

const sandbox = useSandbox({ tickets: 30 });

// One whose tickets name people by a text alone; the others, and all of them together, are in the slow tests.
it('no name or address stands in what is published', async () => {
  const mask = masksOf({ salt: SALT, people: 'hash', columns: FREE_TEXTS, fields: FIELDS });
  await expectMasked(await bothLakes([sourceOf(sandbox(), 'sympoq')], mask));
});
