import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { askKeeper, startKeeper } from '../keeper-client.ts';
import type { KeeperAnswer } from '../keeper-protocol.ts';

/** An arm of the lab: a contender, and its environment where it has one. Its name is the contender's unless it is given. */
export interface TestArm {
  readonly contender: string;
  readonly arm?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface TestLab {
  /** The folder of the lab, with its jars. It exists while the tests of the file run. */
  directory(): string;
  /** Runs a command of `./lab`, such as `login alice tokens`. @throws where the lab has ended */
  ask(command: string): Promise<KeeperAnswer>;
  /** The lines that the command prints. */
  linesOf(command: string): Promise<readonly string[]>;
}

/** A real lab on the native stack, with two replicas of each arm, for all tests of the file that calls this. */
export function labOf(...arms: readonly TestArm[]): TestLab {
  let lab = '';
  beforeAll(async () => {
    lab = mkdtempSync(join(tmpdir(), 'lab-'));
    await startKeeper({
      ...{ lab, driver: 'native', ports: 'free' },
      arms: arms.map(({ contender, arm = contender, environment = {} }) => ({
        ...{ arm, contender, environment, replicas: 2, storeLinks: true },
      })),
    });
  });
  afterAll(async () => {
    await askKeeper({ lab }, { verb: 'down', words: [] });
    rmSync(lab, { recursive: true, force: true });
  });
  const ask = async (command: string) => {
    const [verb = '', ...words] = command.split(' ');
    const answer = await askKeeper({ lab }, { verb, words });
    if (answer === null) throw new Error('no lab is running');
    return answer;
  };
  return { directory: () => lab, ask, linesOf: async (command) => (await ask(command)).lines };
}
