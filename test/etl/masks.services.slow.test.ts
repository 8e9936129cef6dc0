/** Each service has a custom field that holds a person, and no name of a field stands in the masks. */
import { vendorNames } from '../../vendors/registry';
import { sourceOf } from '../support/lake';
import { useSandbox } from '../support/sandbox';
import { FREE_TEXTS, SALT, bothLakes, expectMasked, masksOf } from './masks.services.cases';

const sandbox = useSandbox({ tickets: 40 });

it.each(vendorNames())('no name or address stands in what is published of %s', async (name) => {
  const mask = masksOf({ salt: SALT, people: 'hash', columns: FREE_TEXTS });
  await expectMasked(await bothLakes([sourceOf(sandbox(), name)], mask));
});
