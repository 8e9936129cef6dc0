/** Bodies of tickets and comments: plain, HTML and markdown, short ones and a few very long ones. */
import { pick, type Random } from '../world/random';
import type { WorldComment } from '../world/world';
import { phrasesOf, type Phrases } from './phrases';

export type BodyFormat = WorldComment['format'];

export interface Body {
  body: string;
  format: BodyFormat;
}

const fill = (phrase: string, random: Random): string => phrase.replace('{n}', String(2 + Math.floor(random() * 9000)));
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export function subjectOf(language: string, random: Random): string {
  return fill(pick(phrasesOf(language).subjects, random()), random);
}

/** A requester's first words: some sentences, in one file in a hundred a pasted log of some kilobytes. */
export function reportOf(language: string, random: Random): Body {
  const sentences = severalOf(phrasesOf(language), random);
  const log =
    random() < 0.01
      ? Array.from({ length: 150 }, (_unused, line) => `line ${line}: code ${Math.floor(random() * 1e6)}`)
      : [];
  return laidOut(sentences, log, random());
}

export function replyOf(language: string, isAgent: boolean, random: Random): Body {
  const { replies, followUps } = phrasesOf(language);
  const sentence = fill(pick(isAgent ? replies : followUps, random()), random);
  return laidOut([sentence], [], random());
}

export function noteOf(random: Random): Body {
  const phrases = [
    'Called back, nobody there.',
    'Same cause as last week; see the runbook.',
    'Customer is VIP, handle first ⚠️',
    'Waiting for the supplier.',
  ];
  return { body: pick(phrases, random()), format: 'text' };
}

function severalOf({ reports }: Phrases, random: Random): string[] {
  const first = Math.floor(random() * reports.length);
  const count = 1 + Math.floor(random() * Math.min(3, reports.length));
  return Array.from({ length: count }, (_unused, at) => fill(reports[(first + at) % reports.length] ?? '', random));
}

function laidOut(sentences: readonly string[], log: readonly string[], share: number): Body {
  if (share < 0.45) {
    const paragraphs = sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('\n');
    const pasted = log.length > 0 ? `\n<pre>${escaped(log.join('\n'))}</pre>` : '';
    return {
      body: `<div>${paragraphs}${pasted}<br/>&nbsp;<a href="https://status.example/">status</a></div>`,
      format: 'html',
    };
  }
  if (share < 0.65) {
    const items = sentences.map((sentence) => `- ${sentence}`).join('\n');
    const pasted = log.length > 0 ? `\n\n\`\`\`\n${log.join('\n')}\n\`\`\`` : '';
    return { body: `**${sentences.length}** ·\n\n${items}${pasted}\n`, format: 'markdown' };
  }
  // Mail programs end lines with CRLF.
  return { body: [...sentences, ...log].join(share < 0.8 ? '\r\n' : '\n'), format: 'text' };
}
