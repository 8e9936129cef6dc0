/** The keys of one entry of `notify:`. */
import { z } from 'zod';
import { NOTICE_EVENTS, NOTICE_FORMATS } from './config';
import type { NoticeOn } from './config';
import { about, leaf, listOf, needed } from './leaf';
import { oneOf, read, refuse, yesOrNo } from './readers';
import type { ValueReader } from './readers';

export const DEFAULT_ON: readonly NoticeOn[] = ['failure', 'recovery'];

export const notifySchema = z.strictObject({
  url: needed(webhook, 'Give the URL of the webhook as url: ${NAME}, and set NAME in the environment or in .env.').meta(
    about({
      form: 'URL, mostly ${NAME}',
      description: 'The http or https URL to which the notice is sent. The whole URL is a secret.',
    }),
  ),
  on: listOf(oneOf(NOTICE_EVENTS, 'a reason for a notice'), '[failure, recovery]')
    .default([...DEFAULT_ON])
    .meta(
      about({
        form: `list of ${NOTICE_EVENTS.join(', ')}`,
        default: '[failure, recovery]',
        description:
          'Which events are sent: failure once per outage, recovery at its end, success after every complete run, every_failure each time.',
      }),
    ),
  format: leaf(oneOf(NOTICE_FORMATS, 'a format'))
    .optional()
    .meta(
      about({
        form: NOTICE_FORMATS.join(' | '),
        default: 'json',
        description: 'How the message is written. A ping has none.',
      }),
    ),
  ping: leaf(yesOrNo)
    .default(false)
    .meta(
      about({
        form: 'true | false',
        default: 'false',
        description: 'A GET without a body instead of a message, for dead-man switches. Use it with `on: [success]`.',
      }),
    ),
});

/** Its address is often a secret itself: no message shows it. */
export function webhook(text: string): ReturnType<ValueReader<string>> {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  return url !== null && /^https?:$/.test(url.protocol)
    ? read(url.href)
    : refuse(() => 'this is not an http or https URL', 'Give the whole URL of the webhook.');
}
