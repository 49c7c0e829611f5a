import { compareUsage, parseCompareOptions } from './compare/options.ts';
import { renderComparison } from './compare/render.ts';
import { readResult } from './read-result.ts';
import { ResultError } from './result-files.ts';

/** `make compare`. Exit codes: 0 compared, 1 something broke, 2 bad arguments or a folder that cannot be compared. */
const options = parseCompareOptions(process.argv.slice(2));
if (options === null) {
  process.stderr.write(compareUsage);
  process.exitCode = 2;
} else {
  try {
    const [a, b] = [await readResult(options.a), await readResult(options.b)];
    if (a.tool.methodVersion !== b.tool.methodVersion) {
      throw new ResultError(
        'other-version',
        `${options.a} was measured by method ${a.tool.methodVersion} and ${options.b} by method ${b.tool.methodVersion}: their figures do not mean the same; see CHANGELOG.md and run one again`,
      );
    }
    const terminal = process.stdout.isTTY === true;
    const width = process.stdout.columns ?? 120;
    process.stdout.write(renderComparison(a, b, { width, colour: terminal }));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof ResultError ? 2 : 1;
  }
}
