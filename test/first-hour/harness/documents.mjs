// What a reader finds in a document: the code below a heading, as it stands there.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../n8n/harness/pack.mjs';

/**
 * @param {string} file below the repository's root
 * @param {string} [heading] only what stands below it, up to the next heading of its rank
 * @returns {Promise<string>}
 */
export async function textOf(file, heading) {
  const text = await readFile(join(root, file), 'utf8');
  if (heading === undefined) return text;
  const [begin] = headingsOf(text).filter(({ title }) => title === heading);
  assert.ok(begin, `${file} has a heading "${heading}"`);
  const [end] = headingsOf(text).filter(({ at, rank }) => at > begin.at && rank <= begin.rank);
  return text.slice(begin.at, end?.at);
}

/** @returns {Promise<Array<{language: string, info: string, text: string}>>} the code, in order */
export async function codeOf(file, heading) {
  const text = await textOf(file, heading);
  return [...text.matchAll(/^```(\S+) *(.*)\n([^]*?)^```$/gm)].map(([, language, info, code]) => ({
    language,
    info,
    text: code,
  }));
}

/** @returns {Promise<string[]>} the commands of a shell below a heading, a line each, in order */
export async function commandsOf(file, heading) {
  const shells = (await codeOf(file, heading)).filter(({ language }) => language === 'sh');
  const lines = shells.flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, ' ').split('\n'));
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** A command of a document with what a reader puts in the place of its examples; each of them must stand there. */
export function adapted(command, examples) {
  return Object.entries(examples).reduce((text, [example, own]) => {
    assert.ok(text.includes(example), `"${command}" holds the example ${example}`);
    return text.replaceAll(example, own);
  }, command);
}

function headingsOf(text) {
  const withoutCode = text.replace(/^```[^]*?^```$/gm, (code) => code.replaceAll(/[^\n]/g, ' '));
  return [...withoutCode.matchAll(/^(#{1,6}) +(.+)$/gm)].map(({ index, 1: marks, 2: title }) => ({
    at: index,
    rank: marks.length,
    title,
  }));
}
