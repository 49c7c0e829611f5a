import { parseArgs } from 'node:util';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { surfaceOf } from '../report/terminal/surface.ts';
import { readResult } from '../result/read-result.ts';
import { ResultError } from '../result/result-files.ts';
import { describeDifferences, planDifferences } from './facts.ts';
import { renderComparison } from './render.ts';

const compareUsage = `make compare A=<folder> B=<folder>
node bench/compare/main.ts --a <folder> --b <folder>

Compares the ratios within two runs: is a contender better or worse in B than in A, against the same other contender?
exit code: 0 compared; 1 something broke; 2 bad arguments, or a folder that cannot be compared
`;

/** The folder of the run that is compared with, and of the run that is judged. */
interface CompareOptions {
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

/** `make compare`. Returns the exit code. */
async function main(options: CompareOptions | null): Promise<number> {
  if (options === null) {
    process.stderr.write(compareUsage);
    return 2;
  }
  try {
    await compare(options);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof ResultError ? 2 : 1;
  }
}

async function compare(folders: CompareOptions): Promise<void> {
  const [a, b] = [await readResult(folders.a), await readResult(folders.b)];
  if (a.tool.methodVersion !== b.tool.methodVersion) {
    throw new ResultError(
      'other-version',
      `${folders.a} was measured by method ${a.tool.methodVersion} and ${folders.b} by method ${b.tool.methodVersion}: their figures do not mean the same; see CHANGELOG.md and run one again`,
    );
  }
  const differences = planDifferences(a, b);
  if (differences.length > 0) {
    throw new ResultError(
      'other-plan',
      `${folders.a} (A) and ${folders.b} (B) followed different plans, so their figures cannot be compared: ${describeDifferences(differences, { a: 'in A', b: 'in B' })}`,
    );
  }
  process.stdout.write(renderComparison(a, b, surfaceOf(process.stdout, 120)));
}

if (import.meta.main) {
  noticeLostOutput();
  process.exitCode = await main(parseCompareOptions(process.argv.slice(2)));
}
