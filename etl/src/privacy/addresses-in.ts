/** E-mail addresses in short texts, whoever's they are. */
import { isAddress } from './name-forms';

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
