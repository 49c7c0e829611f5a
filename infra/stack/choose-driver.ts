import { engineVersion } from './compose/engine.ts';
import { readEnvironment } from './environment.ts';
import { StackError } from './errors.ts';
import type { StackDriver } from './stack.ts';

/**
 * The driver to use: `wanted`, which is STACK by default. When both are undefined, compose if a Docker engine with
 * Compose v2 answers, and native otherwise.
 * @throws StackError `engine_missing` when the driver is compose and no engine answers; `not_possible` for another name
 */
export async function chooseDriver(wanted = readEnvironment().driver): Promise<StackDriver> {
  switch (wanted) {
    case 'native':
      return 'native';
    case 'compose':
      await engineVersion();
      return 'compose';
    case undefined:
      return engineVersion().then(
        () => 'compose',
        () => 'native',
      );
    default:
      throw new StackError(
        'not_possible',
        `there is no driver "${wanted}": choose native or compose`,
      );
  }
}
