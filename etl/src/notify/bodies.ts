/** A notice as its receiver reads it: JSON for programs, Slack's and Teams' messages for people. Pure. */
import type { NoticeFormat } from '../config/config';
import type { Redact } from '../../../vendors/redact';
import { redactedJson } from '../../../vendors/redact';
import { zonedMinute } from '../base/zoned-time';
import { errorText } from './notice';
import type { Notice } from './notice';

/** A message for people names so many errors, and so much of each; Teams refuses a card of more than 28 KB. */
const MOST_ERRORS = 10;
const MOST_CHARACTERS = 500;

const TITLES: Readonly<Record<Notice['event'], string>> = {
  run_failed: 'Ticketlake: a run failed',
  run_recovered: 'Ticketlake: runs work again',
  run_succeeded: 'Ticketlake: a run has ended complete',
  test: 'Ticketlake: a test of this notice',
};

/** @param timezone reporting zone, for times that people read */
export function bodyOf(notice: Notice, format: NoticeFormat, timezone: string, redact: Redact): string {
  const message = format === 'json' ? notice : MESSAGES[format](notice, timezone);
  return redactedJson(JSON.stringify(message), redact);
}

const MESSAGES: Readonly<Record<Exclude<NoticeFormat, 'json'>, (notice: Notice, timezone: string) => object>> = {
  slack: slackMessage,
  teams: teamsMessage,
};

/** Of an incoming webhook. `&`, `<` and `>` begin links and mentions; without mrkdwn nothing else has a meaning. */
function slackMessage(notice: Notice): object {
  const text = [notice.text, ...errorLines(notice).slice(1)].join('\n');
  return {
    text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    mrkdwn: false,
  };
}

/**
 * An Adaptive Card, as workflows of Teams post it ("When a Teams webhook request is received"). A text block reads
 * Markdown; a text run does not, so that no message of a service becomes a link.
 */
function teamsMessage(notice: Notice, timezone: string): object {
  const run = (text: string): object => ({
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text }],
  });
  const facts = [
    { title: 'Began', value: zonedMinute(notice.started_at, timezone) },
    ...(notice.run_id === null ? [] : [{ title: 'Run', value: notice.run_id }]),
  ];
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { type: 'TextBlock', text: TITLES[notice.event], weight: 'Bolder', size: 'Medium', wrap: true },
      run(cut(notice.text)),
      { type: 'FactSet', facts },
      ...errorLines(notice).map(run),
    ],
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card };
  return { type: 'message', attachments: [attachment] };
}

function errorLines({ errors }: Notice): string[] {
  const lines = errors.slice(0, MOST_ERRORS).map((error) => cut(errorText(error)));
  const more = errors.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;
}
