/** Something wrong on a page, found by reading it. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

export function printProblem({ path, line, problem }: Problem): string {
  return `${path}:${line}: ${problem}`;
}
