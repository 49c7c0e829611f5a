import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contenders } from '../../infra/contenders/contenders.ts';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { becomeExplorer } from './explorer.ts';
import { exploreInProcesses } from './explorers.ts';
import { type Exploring, OptionsError, parseOptions, type Replay, usage } from './options.ts';
import { sequenceDiagram } from './report/diagram.ts';
import { describeScenario, type ExploredResult, exploredSchema } from './report/explored.ts';
import { countsTable, exploredPage, stepsTable } from './report/table.ts';
import type { Scenario } from './scenario.ts';
import { findScenarios } from './scenarios.ts';

/** `make explore`. Returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const scenarios = await findScenarios();
  const options = parseOptions(
    argv,
    scenarios.map(({ name }) => name),
  );
  if (options.kind === 'help') process.stdout.write(usage);
  else if (options.kind === 'replay') await replayOne(options);
  else await exploreAll(scenarios, options);
  return 0;
}

async function exploreAll(scenarios: readonly Scenario[], options: Exploring): Promise<void> {
  const chosen = scenarios.filter(({ name }) => options.scenarios.includes(name));
  const cards = contenders.filter(({ contender }) => options.contenders.includes(contender));
  const pairs = chosen.flatMap(({ name, takesPart }) =>
    cards.filter(takesPart).map(({ contender }) => ({ scenario: name, contender })),
  );
  if (pairs.length === 0) throw new OptionsError('none of the contenders takes part');
  const results = await exploreInProcesses(pairs, options.without, (result, done) =>
    showProgress(result, `${done} of ${pairs.length}`),
  );
  const explored = exploredSchema.parse({
    schemaVersion: 1,
    without: options.without?.name ?? null,
    scenarios: chosen.map(describeScenario),
    results,
  });
  const file = join(options.out, 'explore.json');
  await mkdir(options.out, { recursive: true });
  await writeFile(file, `${JSON.stringify(explored, null, 2)}\n`);
  await writeFile(join(options.out, 'explore.md'), exploredPage(explored));
  process.stdout.write(`${countsTable(results)}\nresults  ${file}\n`);
}

/** For a person who waits at a terminal. */
function showProgress({ scenario, contender, orders }: ExploredResult, place: string): void {
  if (process.stderr.isTTY) {
    process.stderr.write(`${place}: ${scenario} ${contender}: ${orders} orders\n`);
  }
}

async function replayOne({ scenario, contender, order, without }: Replay): Promise<void> {
  const explorer = await becomeExplorer(without);
  const { steps, violations, stuck } = await explorer.replay({ scenario, contender }, order);
  const verdict = [...violations.map(({ property, what }) => `${property}: ${what}`)];
  if (stuck !== null) verdict.push(stuck);
  if (verdict.length === 0) verdict.push('no promise is broken');
  const diagram = sequenceDiagram(steps, violations);
  process.stdout.write(`${stepsTable(steps)}\n${verdict.join('\n')}\n\n${diagram}`);
}

noticeLostOutput();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isMistake = error instanceof OptionsError || error instanceof RangeError;
  process.stderr.write(
    isMistake ? `${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`,
  );
  process.exitCode = isMistake ? 2 : 1;
}
