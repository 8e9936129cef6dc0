/** The text of a new ticketlake.yaml: what was answered, and every other key as a comment with its default. */
import { dictionary } from '../../../../vendors/dictionary';
import { stringify } from 'yaml';
import type { z } from 'zod';
import type { Vendor } from '../../../../vendors/vendor';
import { Text } from '../../config/document';
import { topLevel } from '../../config/schema';
import { sourceSchema } from '../../config/source-schema';
import { scheduleSchema, serveSchema } from '../../config/service-schema';

export interface SourceAnswer {
  name: string;
  vendor: Vendor;
  url: string;
  /** The environment variable that holds the key. */
  variable: string;
}

export interface ConfigAnswers {
  lake: string;
  /** Reporting zone, IANA. */
  timezone: string;
  sources: readonly SourceAnswer[];
}

const WIDTH = 100;
const GROUPS: Readonly<Record<string, z.ZodObject>> = dictionary({ schedule: scheduleSchema, serve: serveSchema });

/** A configuration that loads as it is; without the `#` before them the other keys say their defaults. */
export function configText({ lake, timezone, sources }: ConfigAnswers): string {
  return [
    '# Configuration of Ticketlake. A key that begins with # is not set, and shows its default value.',
    '',
    ...prose(topLevel, 'lake', ''),
    `lake: ${scalar(lake)}`,
    ...prose(topLevel, 'timezone', ''),
    `timezone: ${scalar(timezone)}`,
    ...unset(topLevel, ['lake', 'timezone', 'sources'], ''),
    '',
    'sources:',
    ...sources.flatMap((source, at) => (at === 0 ? [] : ['']).concat(sourceLines(source))),
    '',
  ].join('\n');
}

/** The lines of one source below `sources:`, indented by two. */
export function sourceLines({ name, vendor, url, variable }: SourceAnswer): string[] {
  const presentKeys = ['vendor', 'url', 'key'];
  return [
    `  ${name}:`,
    `    vendor: ${vendor.name}`,
    `    url: ${scalar(url)}`,
    `    key: \${${variable}}`,
    ...unset(sourceSchema(vendor), presentKeys, '    '),
  ];
}

function unset(schema: z.ZodObject, presentKeys: readonly string[], indent: string): string[] {
  return Object.keys(schema.shape)
    .filter((key) => !presentKeys.includes(key) && aboutOf(schema, key) !== undefined)
    .flatMap((key) => [...prose(schema, key, indent), ...unsetKey(schema, key, indent)]);
}

function unsetKey(schema: z.ZodObject, key: string, indent: string): string[] {
  const group = GROUPS[key];
  if (group === undefined) return [`${indent}#${keyLine(schema, key)}`];
  const inside = Object.keys(group.shape).flatMap((name) => [
    ...prose(group, name, `${indent}  `),
    `${indent}#  ${keyLine(group, name)}`,
  ]);
  return [`${indent}#${key}:`, ...inside];
}

/** Some defaults are words ("all that the service has") and not values: those stand in the prose alone. */
function keyLine(schema: z.ZodObject, key: string): string {
  const value = aboutOf(schema, key)?.default;
  if (value === undefined || !isValue(schema, key, value)) return `${key}:`;
  return `${key}: ${/^(?:\d+|true|false)$/.test(value) ? value : scalar(value)}`;
}

function prose(schema: z.ZodObject, key: string, indent: string): string[] {
  const about = aboutOf(schema, key);
  if (about === undefined) return [];
  const isWords = about.default !== undefined && !isValue(schema, key, about.default);
  const formText = isWords ? `${about.form}; default: ${about.default ?? ''}` : about.form;
  return wrapped(`${about.description} (${formText})`, WIDTH - indent.length).map((line) => `${indent}# ${line}`);
}

function isValue(schema: z.ZodObject, key: string, value: string): boolean {
  const member = schema.shape[key];
  return member !== undefined && 'safeParse' in member && member.safeParse(new Text(value, value)).success;
}

interface Described {
  form: string;
  description: string;
  default: string | undefined;
}

/** undefined: the service has no such key. */
function aboutOf(schema: z.ZodObject, key: string): Described | undefined {
  const member = schema.shape[key];
  const meta: Readonly<Record<string, unknown>> = (member !== undefined && 'meta' in member && member.meta()) || {};
  const { form, description, default: usual } = meta;
  if (typeof form !== 'string' || typeof description !== 'string') return undefined;
  return { form, description, default: typeof usual === 'string' ? usual : undefined };
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trim();
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
