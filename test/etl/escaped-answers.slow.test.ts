/** Answers that are escaped as PHP and Python do, of every service. */
import { vendorNames } from '../../vendors/registry';
import { sameWhateverIsEscaped } from './escaped-answers.cases';

/** Its tickets name secrets of its own, so that each page is written anew without them. */
const NAMES_SECRETS = 'deskpro';

test('answers that are escaped give the same tables, for every service', () => {
  const kept = vendorNames().filter((name) => name !== NAMES_SECRETS);
  return sameWhateverIsEscaped(vendorNames(), kept, ['php', 'python']);
});
