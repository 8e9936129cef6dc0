/** What a text says, however it is written: with markup, entities, percent signs, escapes, hidden or full-width characters. */
import { htmlToText } from '../../../markup/html';
import { fold } from '../../../vendors/text';
import { withoutCodes } from './escapes';
import { asRead } from './lookalikes';
import { plainSigns } from './signs';

const PLAIN = /^[ !#$'-*,-;=?-[\]-~]*$/;
/** `&amp;ouml;` was encoded twice. */
const MOST_ENCODINGS = 3;

/** One of each: the text itself first, then what is left without its encodings. */
export function readingsOf(text: string): string[] {
  if (PLAIN.test(text)) return [text];
  const readings = new Set([text]);
  let encoded = text;
  for (let times = 0; times < MOST_ENCODINGS; times += 1) {
    const decoded = withoutCodes(encoded).replace(/\\+[nrt]/g, '\n');
    const decodedText = /[<&]/.test(decoded) ? htmlToText(decoded, { keepsUnknown: true }) : decoded;
    readings.add(decoded).add(decodedText);
    if (decodedText === encoded) break;
    encoded = decodedText;
  }
  return [...new Set([...readings].map((each) => asRead(plainSigns(each)).normalize('NFKC')))];
}

/** Letters and digits without what stands between them, folded; `ß` is `SS` in capitals, and both sigmas are one. */
export function piecesOf(reading: string): string[] {
  return (
    fold(reading)
      .toUpperCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
