import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Pair } from './explorer.ts';
import type { Mutation } from './mutations.ts';
import { type ExploredResult, exploredSchema } from './report/explored.ts';

const resultSchema = exploredSchema.shape.results.element;

/**
 * Explores all pairs, as many at a time as the machine has processors.
 * @param onResult hears of each result as soon as it is there
 * @returns the results in the order of the pairs
 */
export async function exploreInProcesses(
  pairs: readonly Pair[],
  without: Mutation | null,
  onResult: (result: ExploredResult, done: number) => void,
): Promise<readonly ExploredResult[]> {
  const results: ExploredResult[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    const child = startExplorer(without);
    try {
      while (next < pairs.length) {
        const index = next;
        next += 1;
        const pair = pairs[index];
        if (pair === undefined) return;
        const result = await askExplorer(child, pair);
        results[index] = result;
        done += 1;
        onResult(result, done);
      }
    } finally {
      child.kill();
    }
  };
  const count = Math.min(availableParallelism(), pairs.length);
  await Promise.all(Array.from({ length: count }, work));
  return results;
}

function startExplorer(without: Mutation | null): ChildProcess {
  const args = without === null ? [] : [without.name];
  // A run leaves much garbage behind, and with a larger nursery V8 collects it less often.
  const execArgv = ['--max-semi-space-size=64'];
  return fork(join(import.meta.dirname, 'explorer-process.ts'), args, { execArgv });
}

/** @throws Error when the process ends instead of answering; it has said why */
function askExplorer(child: ChildProcess, pair: Pair): Promise<ExploredResult> {
  return new Promise((resolve, reject) => {
    const ended = () =>
      reject(new Error(`${pair.scenario} ${pair.contender} could not be explored`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(resultSchema.parse(message));
    });
    child.send(pair);
  });
}
