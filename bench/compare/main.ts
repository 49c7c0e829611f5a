import { readResult } from '../result/read-result.ts';
import { ResultError } from '../result/result-files.ts';
import { type CompareOptions, compareUsage, parseCompareOptions } from './options.ts';
import { renderComparison } from './render.ts';

/** `make compare`. Exit codes: 0 compared, 1 something broke, 2 bad arguments or a folder that cannot be compared. */
const options = parseCompareOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(compareUsage);
  process.exitCode = 2;
} else {
  await compare(options).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof ResultError ? 2 : 1;
  });
}

async function compare(folders: CompareOptions): Promise<void> {
  const [a, b] = [await readResult(folders.a), await readResult(folders.b)];
  if (a.tool.methodVersion !== b.tool.methodVersion) {
    throw new ResultError(
      'other-version',
      `${folders.a} was measured by method ${a.tool.methodVersion} and ${folders.b} by method ${b.tool.methodVersion}: their figures do not mean the same; see CHANGELOG.md and run one again`,
    );
  }
  const colour = process.stdout.isTTY === true;
  const width = process.stdout.columns ?? 120;
  process.stdout.write(renderComparison(a, b, { width, colour }));
}
