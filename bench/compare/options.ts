import { parseArgs } from 'node:util';

export const compareUsage = `make compare A=<folder> B=<folder>
node bench/compare/main.ts --a <folder> --b <folder>

Compares the ratios within two runs: is a contender better or worse in B than in A, against the same other contender?
exit code: 0 compared; 1 something broke; 2 bad arguments, or a folder that cannot be compared
`;

/** The folder of the run that is compared with, and of the run that is judged. */
export interface CompareOptions {
  readonly a: string;
  readonly b: string;
}

/** Returns null when a folder is missing or an unknown argument was given. */
export function parseCompareOptions(argv: readonly string[]): CompareOptions | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { a: { type: 'string' }, b: { type: 'string' } },
    });
    return values.a && values.b ? { a: values.a, b: values.b } : null;
  } catch {
    return null;
  }
}
