/** Something in the configuration that must be mended before anything can run. */
export interface Problem {
  /** 1 and up; 0 when the problem is the file itself. */
  line: number;
  column: number;
  message: string;
  remedy: string;
}

/** As compilers write it, so that editors jump to the place. The remedy stands below. */
export function describeProblem(file: string, problem: Problem): string {
  const place = problem.line === 0 ? file : `${file}:${problem.line}:${problem.column}`;
  return `${place}: ${problem.message}\n  ${problem.remedy}`;
}

export function inFileOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
