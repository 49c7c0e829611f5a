import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contender, contenders } from '../../infra/contenders/contenders.ts';
import { noticeLostOutput } from '../../infra/lost-output.ts';
import { type Machine, takeOverMachine } from './machine/machine.ts';
import { takeOut } from './mutations.ts';
import { type Exploring, OptionsError, parseOptions, type Replay, usage } from './options.ts';
import { sequenceDiagram } from './report/diagram.ts';
import {
  describeExploration,
  describeScenario,
  type Explored,
  exploredSchema,
} from './report/explored.ts';
import { countsTable, exploredPage } from './report/table.ts';
import type { Scenario } from './scenario.ts';
import { findScenarios } from './scenarios.ts';
import { explore, replay } from './search.ts';
import { loadContender } from './stage.ts';

/** `make explore`. Returns the exit code. */
async function main(argv: readonly string[]): Promise<number> {
  const scenarios = await findScenarios();
  const options = parseOptions(
    argv,
    scenarios.map(({ name }) => name),
  );
  if (options.kind === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const verify = options.without === null ? () => undefined : takeOut(options.without);
  const machine = takeOverMachine();
  if (options.kind === 'explore') await exploreAll(machine, scenarios, options);
  else await replayOne(machine, scenarios, options);
  verify();
  return 0;
}

/** A scenario, and a contender that takes part in it. */
interface Pair {
  readonly scenario: Scenario;
  readonly card: Contender;
}

async function exploreAll(
  machine: Machine,
  scenarios: readonly Scenario[],
  options: Exploring,
): Promise<void> {
  const pairs: readonly Pair[] = scenarios
    .filter(({ name }) => options.scenarios.includes(name))
    .flatMap((scenario) =>
      contenders
        .filter((card) => options.contenders.includes(card.contender) && scenario.takesPart(card))
        .map((card) => ({ scenario, card })),
    );
  const results: Explored['results'] = [];
  for (const { scenario, card } of pairs) {
    const found = await explore(machine, await loadContender(card), scenario);
    results.push(describeExploration(scenario.name, card.contender, found));
    const place = `${results.length} of ${pairs.length}`;
    process.stderr.write(`${place}: ${scenario.name} ${card.contender}: ${found.orders} orders\n`);
  }
  const described = pairs.map(({ scenario }) => scenario);
  const explored = exploredSchema.parse({
    schemaVersion: 1,
    scenarios: [...new Set(described)].map(describeScenario),
    results,
  });
  await mkdir(options.out, { recursive: true });
  await writeFile(join(options.out, 'explore.json'), `${JSON.stringify(explored, null, 2)}\n`);
  await writeFile(join(options.out, 'explore.md'), exploredPage(explored));
  process.stdout.write(`${countsTable(results)}\nresults  ${join(options.out, 'explore.json')}\n`);
}

async function replayOne(
  machine: Machine,
  scenarios: readonly Scenario[],
  { scenario: name, contender, order }: Replay,
): Promise<void> {
  const scenario = scenarios.find((each) => each.name === name);
  const card = contenders.find((each) => each.contender === contender);
  if (scenario === undefined || card === undefined || !scenario.takesPart(card)) {
    throw new OptionsError(`${contender} takes no part in ${name}`);
  }
  const { steps, violations, stuck } = await replay(
    machine,
    await loadContender(card),
    scenario,
    order,
  );
  const lines = [
    ...steps.map(({ actor, kind, label }) => `${actor.padEnd(12)} ${kind.padEnd(9)} ${label}`),
    ...violations.map(({ property, what }) => `${property}: ${what}`),
    ...(stuck === null ? [] : [stuck]),
    ...(violations.length === 0 && stuck === null ? ['no promise is broken'] : []),
    '',
    sequenceDiagram(steps, violations),
  ];
  process.stdout.write(lines.join('\n'));
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
