/** A finding as people read it. */
import pc from 'picocolors';
import type { CheckFinding, FindingLevel } from '../check/finding';
import type { Invocation } from './options';

/** A line, and below it how to mend what is wrong. */
export function printFinding(
  { output, terminal, common }: Invocation,
  { subject, level, message, remedy }: CheckFinding,
): void {
  if (common.quiet === true && level === 'ok') return;
  const color = pc.createColors(terminal.hasColor);
  const marks: Record<FindingLevel, string> = {
    ok: color.green('✓'),
    warning: color.yellow('!'),
    error: color.red('✗'),
  };
  output.out(`${marks[level]} ${subject}: ${message}`);
  if (remedy !== undefined && level !== 'ok') output.out(`    ${remedy}`);
}
