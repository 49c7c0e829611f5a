import { parseArgs } from 'node:util';
import { noticeLostOutput } from '../../../infra/lost-output.ts';
import { readResult } from '../../result/read-result.ts';
import { ResultError } from '../../result/result-files.ts';
import { criterionNames } from './criteria.ts';
import { decide, printDecision } from './decision.ts';

const usage = `node bench/report/decide/main.ts [--results bench/results/latest] [--need name,name]
  needs: ${criterionNames.join(', ')}`;

/** Exit codes: 0 printed, 1 no usable results, 2 a mistake on the command line. */
async function main(): Promise<number> {
  const { results, needs } = readArguments();
  const unknown = needs.find((name) => !criterionNames.includes(name));
  if (unknown !== undefined) throw new TypeError(`there is no need called "${unknown}"`);
  const result = await readResult(results);
  process.stdout.write(`${printDecision(result, decide(result, needs))}\n`);
  return 0;
}

function readArguments(): { results: string; needs: string[] } {
  const { values } = parseArgs({
    options: {
      results: { type: 'string', default: 'bench/results/latest' },
      need: { type: 'string', default: '' },
    },
  });
  return { results: values.results, needs: values.need.split(',').filter((name) => name !== '') };
}

if (import.meta.main) {
  noticeLostOutput();
  try {
    process.exitCode = await main();
  } catch (error) {
    if (error instanceof ResultError) {
      const remedy = error.code === 'no-results' ? '\nTo get one: make bench PROFILE=smoke' : '';
      process.stderr.write(`${error.message}${remedy}\n`);
      process.exitCode = 1;
    } else if (error instanceof TypeError) {
      process.stderr.write(`${error.message}\n\n${usage}\n`);
      process.exitCode = 2;
    } else {
      throw error;
    }
  }
}
