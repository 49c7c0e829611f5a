import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contenderNamed } from '../../infra/contenders/contenders.ts';
import { takeOverMachine } from './machine/machine.ts';
import { type Mutation, takeOut } from './mutations.ts';
import { OptionsError } from './options.ts';
import { describeExploration, type ExploredResult } from './report/explored.ts';
import type { RunOutcome } from './run.ts';
import { findScenarios } from './scenarios.ts';
import { explore, replay } from './search.ts';
import { loadContender } from './stage.ts';

/** A scenario and a contender, by their names. */
export interface Pair {
  readonly scenario: string;
  readonly contender: string;
}

export interface Explorer {
  explore(pair: Pair): Promise<ExploredResult>;
  replay(pair: Pair, order: readonly number[]): Promise<RunOutcome>;
}

/**
 * Makes this process one that explores: nothing else can run in it any more.
 * @param without the safeguard that is taken out of the code. Null: none
 */
export async function becomeExplorer(without: Mutation | null): Promise<Explorer> {
  const verify = without === null ? () => undefined : takeOut(without);
  const scenarios = await findScenarios();
  const keysFolder = mkdtempSync(join(tmpdir(), 'lab-explore-'));
  process.once('exit', () => rmSync(keysFolder, { recursive: true, force: true }));
  // Without this line Ctrl-C would leave the folder behind.
  process.once('SIGINT', () => process.exit(130));
  const machine = takeOverMachine();

  const partsOf = async ({ scenario: name, contender }: Pair) => {
    const scenario = scenarios.find((each) => each.name === name);
    const card = contenderNamed(contender);
    if (!scenario?.takesPart(card)) throw new OptionsError(`${contender} takes no part in ${name}`);
    return { scenario, explored: await loadContender(card, keysFolder) };
  };

  return {
    async explore(pair) {
      const { scenario, explored } = await partsOf(pair);
      const found = await explore(machine, explored, scenario);
      verify();
      return describeExploration(pair.scenario, pair.contender, found, without?.name ?? null);
    },
    async replay(pair, order) {
      const { scenario, explored } = await partsOf(pair);
      return await replay(machine, explored, scenario, order);
    },
  };
}
