'use strict';

/**
 * Reads a Dockerfile and a .dockerignore as far as this repository's own go: stages, steps, and which files of the
 * folder a build sees. Plain JavaScript, since jest and node's own runner read it.
 */

/**
 * @typedef {{instruction: string, text: string}} Step
 * @typedef {{from: string, name: string, steps: Step[]}} Stage
 */

/**
 * @param {string} text
 * @returns {{args: Record<string, string>, stages: Stage[]}} `args` stand before the first stage
 */
function readDockerfile(text) {
  const args = {};
  const stages = [];
  for (const { instruction, text: rest } of stepsIn(text)) {
    if (instruction === 'FROM') {
      const [, image, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      if (image === undefined) throw new Error(`FROM ${rest}`);
      stages.push({ from: filled(image, args), name: name ?? String(stages.length), steps: [] });
    } else if (stages.length > 0) stages.at(-1).steps.push({ instruction, text: rest });
    else if (instruction === 'ARG') args[rest.split('=')[0]] = rest.slice(rest.indexOf('=') + 1);
    else throw new Error(`${instruction} before the first FROM`);
  }
  return { args, stages };
}

function stepsIn(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  const whole = lines.join('\n').replace(/\\\n/g, ' ').split('\n');
  return whole.map((line) => {
    const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (instruction === '') throw new Error(`This is no step of a Dockerfile: ${line}`);
    return { instruction, text: rest.trim() };
  });
}

function filled(text, args) {
  return text.replace(/\$\{(\w+)\}/g, (_, name) => args[name] ?? '');
}

/** @param {Stage} stage @param {string} instruction @returns {string[]} what the steps of this kind say, in order */
function said(stage, instruction) {
  return stage.steps.filter((step) => step.instruction === instruction).map(({ text }) => text);
}

/** @param {string} text of a step in the form of a list, behind options and CMD @returns {string[]} */
function listIn(text) {
  return JSON.parse(text.slice(text.indexOf('[')));
}

/**
 * @param {string} text of a .dockerignore
 * @returns {(file: string) => boolean} whether a build sees the file; its path has / between its parts
 */
function buildSees(text) {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ isKept: line.startsWith('!'), pattern: patternOf(line.replace(/^!/, '')) }));
  return (file) => rules.reduce((isSeen, { isKept, pattern }) => (pattern.test(file) ? isKept : isSeen), true);
}

/** A pattern stands for a file, or for a folder with all that is in it. */
function patternOf(glob) {
  const parts = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/|\*/g, (stars) => {
    return stars === '*' ? '[^/]*' : '(?:.*/)?';
  });
  return new RegExp(`^${parts}(?:/.*)?$`);
}

module.exports = { buildSees, listIn, readDockerfile, said };
