import { join } from 'node:path';
import { noticeLostOutput } from '../infra/lost-output.ts';
import { ResultError } from './result/result-files.ts';
import { describeError } from './run/ending.ts';
import { helpText, parseOptions } from './run/options.ts';
import { runBench } from './run/run.ts';
import { RunRefusal } from './run/run-directory.ts';

/** `make bench`. Composes and decides nothing: options in, a folder of results and an exit code out. */
noticeLostOutput();
const parsed = parseOptions(process.argv.slice(2), () => Math.floor(Math.random() * 2 ** 32));
switch (parsed.kind) {
  case 'help':
    process.stdout.write(helpText);
    break;
  case 'wrong':
    process.stderr.write(`${parsed.problems.join('\n')}\n\n${helpText}`);
    process.exitCode = 2;
    break;
  case 'run': {
    const interrupted = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () =>
        interrupted.abort(new Error(`stopped by ${name}; nothing is left running`)),
      );
    }
    try {
      process.exitCode = await runBench(
        parsed.options,
        join(import.meta.dirname, '..'),
        interrupted.signal,
      );
    } catch (error) {
      process.stderr.write(`\n${describeError(error)}\n`);
      process.exitCode = error instanceof RunRefusal || error instanceof ResultError ? 2 : 1;
      // Work that was left to itself still waits for what will not come.
      if (interrupted.signal.aborted) process.exit();
    }
  }
}
