/** What messages may show: no secret, and where people are masked no e-mail address that a service says in an error. */
import type { Redact } from '../../../vendors/redact';
import { redactor } from '../../../vendors/redact';
import type { Config } from './config';
import { secretsOf } from './config';
import { masksPeople } from './mask';

/** A regular expression of both JavaScript and RE2. */
export const ANY_ADDRESS = `[^\\s@<>,;:"'()\\[\\]{}=/]+(?:@|%40)[^\\s@<>,;:"'()\\[\\]{}=/]+`;

/** For messages and errors of runs. */
export function messageRedactor(config: Config): Redact {
  const redact = redactor(secretsOf(config));
  if (!masksPeople(config.mask)) return redact;
  const address = new RegExp(ANY_ADDRESS, 'gu');
  return (text) => redact(text).replace(address, '***');
}
