/** Runs of words in a text that may be a name, however its blanks, hyphens and apostrophes are written. */
import { fold } from '../../../vendors/text';
import { withoutCodes } from './escapes';
import { plainSigns } from './signs';

interface Piece {
  text: string;
  /** What stands between it and the piece before. */
  gap: string;
}

/** A longer run of hyphens is no name. */
const MOST_PIECES = 8;
const JOINS = /^['-]+$/;

/** Every run of so many words, as `wordsOf` gives those of a name; one of each. */
export function* runsOfWords(text: string, lengths: ReadonlySet<number>): Generator<string[], void, undefined> {
  const seen = new Set<string>();
  for (const reading of readingsOf(text)) {
    const pieces = piecesOf(reading);
    for (const length of lengths) {
      for (const at of pieces.keys()) {
        for (const words of runsFrom(pieces, at, length)) {
          const run = words.join(' ');
          if (seen.has(run)) continue;
          seen.add(run);
          yield words;
        }
      }
    }
  }
}

/** As it stands, without markup, and with codes as characters. */
function readingsOf(text: string): Set<string> {
  const plain = plainSigns(text.normalize('NFC'));
  const decoded = withoutCodes(plain);
  return new Set([plain, plain.replace(/<[^<>]{0,40}>/g, ' '), plainSigns(decoded.normalize('NFC'))]);
}

function piecesOf(text: string): Piece[] {
  let end = 0;
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map(({ 0: piece, index }) => {
    const gap = text.slice(end, index);
    end = index + piece.length;
    return { text: piece, gap };
  });
}

/** A hyphen may belong to a word or stand between two; an apostrophe belongs to a word, or ends the name. */
function* runsFrom(pieces: readonly Piece[], at: number, length: number): Generator<string[], void, undefined> {
  const first = pieces[at];
  if (first === undefined) return;
  const open: Array<{ words: readonly string[]; last: string; next: number }> = [
    { words: [], last: first.text, next: at + 1 },
  ];
  for (let run = open.pop(); run !== undefined; run = open.pop()) {
    const { words, last, next } = run;
    if (words.length + 1 === length) yield [...words, last].map(fold);
    const piece = next < at + MOST_PIECES + length ? pieces[next] : undefined;
    if (piece === undefined) continue;
    const isJoined = JOINS.test(piece.gap);
    if (isJoined) open.push({ words, last: `${last}${piece.gap}${piece.text}`, next: next + 1 });
    if (words.length + 1 < length && (!isJoined || piece.gap.includes('-')))
      open.push({ words: [...words, last], last: piece.text, next: next + 1 });
  }
}
