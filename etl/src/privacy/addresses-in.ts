/** E-mail addresses in short texts, whoever's they are. */
import { ANY_ADDRESS } from '../config/message-redaction';
import { isAddress } from './name-forms';
import { readingsOf } from './readings';

/** What stands in the place of a text that is redacted. */
export const REDACTED = '***';

const TIGHT = /[^\s@<>,;]@[\p{L}\p{N}[]/u;
/** `jane @ acme.example`; a price is no domain. */
const SPACED = /[\p{L}\p{N}]\s*@\s*[\p{L}\p{N}][^\s@]*\.\s?\p{L}{2}/u;
const SPELT: ReadonlyArray<readonly [RegExp, string]> = [
  [/\s?[([{<]\s?at\s?[)\]}>]\s?/gi, '@'],
  [/\s?[([{<]\s?dot\s?[)\]}>]\s?/gi, '.'],
  [/\sat\s(?=\S{1,64}\sdot\s)/gi, '@'],
];

/** @param reading a text as it reads, without encodings */
export function hasAddress(reading: string): boolean {
  if (reading.includes('@') && (TIGHT.test(reading) || SPACED.test(reading))) return true;
  if (!/\bat\b/i.test(reading)) return false;
  return TIGHT.test(SPELT.reduce((text, [form, sign]) => text.replace(form, sign), reading));
}

/** Whether it is one address, or several with blanks between them. */
export function isAddressList(part: string): boolean {
  return part
    .trim()
    .split(/\s+/)
    .every((each) => isAddress(each));
}

const ADDRESSES = new RegExp(ANY_ADDRESS, 'gu');

/** SQL of whether a text may have one: functions are called for each row that has a field. */
export function mayHaveAddress(text: string): string {
  return `regexp_matches(${text}, '(?i)[@\uff20\ufe6b%&\\\\]|\\bat\\b')`;
}

/** Labels and paths of members: nothing of a text is left whose addresses cannot be told from the rest. */
export function withoutAddresses(text: string): string {
  const redacted = text.replace(ADDRESSES, REDACTED);
  return readingsOf(redacted).some(hasAddress) ? REDACTED : redacted;
}
