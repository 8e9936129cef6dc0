/** The YAML of examples/, and how the Dockerfile is read. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ROOT } from '../docs/markdown';

export interface Stage {
  from: string;
  name: string;
  steps: ReadonlyArray<{ instruction: string; text: string }>;
}

/** What test/support/dockerfile.js exports. */
export interface DockerfileReader {
  buildSees(text: string): (file: string) => boolean;
  listIn(text: string): string[];
  readDockerfile(text: string): { args: Record<string, string>; stages: Stage[] };
  said(stage: Stage, instruction: string): string[];
}

/** Relative to the repository, with / between the parts. */
export function exampleFiles(ending: string): string[] {
  return readdirSync(path.join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.join('examples', file).split(path.sep).join('/'))
    .sort();
}

export interface ExampleDocuments {
  file: string;
  errors: string[];
  documents: unknown[];
}

export function exampleDocuments(): ExampleDocuments[] {
  return exampleFiles('.yaml').map((file) => {
    const parsed = parseAllDocuments(readFileSync(path.join(ROOT, file), 'utf8'));
    const each = 'empty' in parsed ? [] : parsed;
    return {
      file,
      errors: each.flatMap(({ errors }) => errors.map(({ message }) => message)),
      documents: each.map((document): unknown => document.toJS()),
    };
  });
}
