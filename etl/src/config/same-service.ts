/** Sources of one configuration that ask the same service for the same tickets: figures count those twice. */
import type { SourceConfig } from './config';

/** @returns each pair that shares service, address and key, and has a project in common where both name projects */
export function sameServices(sources: readonly SourceConfig[]): Array<readonly [first: string, second: string]> {
  return sources.flatMap((first, at) =>
    sources.slice(at + 1).flatMap((second) => (asksTheSame(first, second) ? [[first.name, second.name] as const] : [])),
  );
}

/** What `check` and an export say of a pair. */
export function sameServiceText([first, second]: readonly [string, string]): string {
  return `asks the same service with the same key as ${second}, so every ticket of ${first} counts twice`;
}

function asksTheSame(a: SourceConfig, b: SourceConfig): boolean {
  if (a.vendor.name !== b.vendor.name || a.url !== b.url || a.key !== b.key) return false;
  const isAll = a.projects.length === 0 || b.projects.length === 0;
  return isAll || a.projects.some((project) => b.projects.includes(project));
}
