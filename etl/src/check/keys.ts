/** Keys that cannot be hidden wherever they stand, as they stand in ordinary text by chance, and keys that two sources share. */
import { isTooShortToMask, isWeakSecret } from '../../../vendors/secret-pattern';
import type { Config } from '../config/config';
import { sameServices, sameServiceText } from '../config/same-service';
import type { CheckFinding } from './finding';

const TWICE = 'Leave one of them out. `ticketlake sources remove NAME` removes its rows from the lake.';
const REMEDY = 'Have the service make a longer key, with letters in it.';

/** @param names of the sources that are checked */
export function checkKeys({ sources, serve }: Config, names: readonly string[]): CheckFinding[] {
  const keys = sources.filter(({ name }) => names.includes(name)).map(({ name, key }) => ({ subject: name, key }));
  const token = serve.token === null ? [] : [{ subject: 'serve', key: serve.token }];
  return [
    ...[...keys, ...token].filter(({ key }) => isWeakSecret(key)).map(({ subject, key }) => weak(subject, key)),
    ...sameServices(sources)
      .filter(([first]) => names.includes(first))
      .map((pair) => ({ subject: pair[0], level: 'warning' as const, message: sameServiceText(pair), remedy: TWICE })),
  ];
}

function weak(subject: string, key: string): CheckFinding {
  const hidden = isTooShortToMask(key)
    ? 'it is not hidden in what the service answers'
    : 'it is hidden only where it stands as a whole word';
  return {
    subject,
    level: 'warning',
    message: `its key is shorter than 8 characters, or a number, so ${hidden}`,
    remedy: REMEDY,
  };
}
