/** An answer as text: first how far it can be trusted, then what was asked for. Pure. */
import type { Redact } from '../../../vendors/redact';
import { redactedJson } from '../../../vendors/redact';
import type { LakeHealth } from './lake-health';

/** A text of a ticket may be long; an assistant reads the beginning, and is told how much is missing. */
const MOST_CHARACTERS = 4000;

export function answerText(standing: LakeHealth, content: object, mask: Redact): string {
  return redactedJson(
    JSON.stringify({ ...standing, ...content }, (_name, value: unknown) => shortened(value)),
    mask,
  );
}

function shortened(value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= MOST_CHARACTERS) return value;
  return `${value.slice(0, MOST_CHARACTERS)}… (cut: ${value.length - MOST_CHARACTERS} more characters)`;
}
