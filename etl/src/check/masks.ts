/** What is odd about masks: keys that hang on the state alone, and salts that can be guessed. */
import type { Config } from '../config/config';
import { masksPeople } from '../config/mask';
import type { CheckFinding } from './finding';

const SUBJECT = 'mask';
const SHORTEST_SALT = 16;
const OWN_SALT =
  'Write salt: ${TICKETLAKE_SALT} below mask:. Then a lake that is built anew has the same keys, and so has another lake with the salt.';

/** @returns warnings only: an export works all the same */
export function checkMasks({ mask }: Config): CheckFinding[] {
  if (mask === undefined) return [];
  const { salt } = mask;
  if (salt === null) {
    if (!masksPeople(mask)) return [];
    const message =
      'keys of people that are made from addresses and names depend on a salt that is stored in state/ only. If state/ is lost, all of them change';
    return [{ subject: SUBJECT, level: 'warning', message, remedy: OWN_SALT }];
  }
  return [...short(salt), ...padded(salt)];
}

function short(salt: string): CheckFinding[] {
  if (salt.trim().length >= SHORTEST_SALT) return [];
  return [
    {
      subject: SUBJECT,
      level: 'warning',
      message: `the salt is shorter than ${SHORTEST_SALT} characters, so anyone who guesses it can confirm every name`,
      remedy: 'Use a long random text. Another salt changes every hash and key that is made with it.',
    },
  ];
}

function padded(salt: string): CheckFinding[] {
  if (salt === salt.trim()) return [];
  return [
    {
      subject: SUBJECT,
      level: 'warning',
      message: 'the salt begins or ends with a blank, which counts as a part of it',
      remedy: 'Remove the blank where the salt is set, unless another lake has the same salt with it.',
    },
  ];
}
