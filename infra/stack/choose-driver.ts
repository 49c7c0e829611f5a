import { engineVersion } from './compose/engine.ts';
import { readEnvironment } from './environment.ts';
import { StackError } from './errors.ts';
import type { StackDriver } from './stack.ts';

/**
 * The driver to use: the one that is asked for, else STACK, else compose where a Docker engine with Compose v2 answers
 * and native otherwise.
 * @throws StackError `engine_missing` when compose is asked for and no engine answers.
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
      throw new StackError('not_possible', `no driver "${wanted}": choose native or compose`);
  }
}
