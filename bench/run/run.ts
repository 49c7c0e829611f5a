import { join } from 'node:path';
import { chooseDriver } from '../../infra/stack/choose-driver.ts';
import { readEnvironment as readLabEnvironment } from '../../infra/stack/environment.ts';
import type { Stack } from '../../infra/stack/stack.ts';
import { expectedPhases, flattenPlan, planOf } from '../experiments/plan.ts';
import { type ExperimentResults, runExperiments } from '../experiments/run.ts';
import { gatesOf } from '../gates/gates.ts';
import { writeReports } from '../report/main.ts';
import { canReplaceLines, renderSummary, surfaceOf } from '../report/terminal.ts';
import { type Result, schemaVersion } from '../result/result.ts';
import { writeResult } from '../result/result-files.ts';
import type { ContenderResult } from '../result/run.ts';
import { createRandom } from '../stats/random.ts';
import { checkContender } from './contract.ts';
import { describeError } from './ending.ts';
import { readDependencies, readEnvironment, readTool, sha256OfFile } from './facts.ts';
import { armsFor, type Lab, openLab } from './lab.ts';
import type { BenchOptions } from './options.ts';
import {
  finishedBefore,
  makeRunDirectory,
  nothingFinished,
  pointLatestAt,
  runIdOf,
} from './run-directory.ts';
import { createScreen, describeDuration, type Screen } from './screen.ts';

/** The exit code when a gate failed, beside 0 (done), 1 (something broke) and 2 (bad arguments). */
const exitGateFailed = 3;

/**
 * One run from start to report. Resolves with the exit code; rejects when something broke, with nothing left running.
 */
export async function runBench(
  options: BenchOptions,
  root: string,
  signal: AbortSignal,
): Promise<number> {
  const startedAt = new Date();
  const startedMs = performance.now();
  const runId = runIdOf(startedAt);
  const directory = options.outDirectory ?? join(root, 'bench', 'results', runId);
  await makeRunDirectory(directory);
  const driver = await chooseDriver(options.stack ?? undefined);
  const { contenders } = options;
  const plan = planOf(options.profile, options.faults);
  const phases = expectedPhases(plan, options.experiments, armsFor(contenders).length);
  const screen = openScreen(phases);
  announce(screen, options, driver, phases);

  screen.phase('starting the lab');
  const lab = await openLab({ driver, arms: armsFor(contenders), log: () => undefined });
  const run: RunFacts = { root, runId, startedAt, options, stack: lab.stack };
  try {
    const checked = await checkContenders(lab, screen);
    const results = await runExperiments(
      options.experiments,
      {
        plan,
        lab,
        random: createRandom(options.seed),
        screen,
        runDirectory: directory,
        resume: options.resume,
        sinceStartMs: () => performance.now() - startedMs,
        signal,
      },
      async (soFar) => keep(directory, await assembleResult(run, checked, soFar), screen),
      options.resume ? await finishedBefore(directory) : nothingFinished,
    );
    const result = await assembleResult(run, checked, results);
    await writeResult(directory, result);
    await drawReports(directory, result);
    if (options.outDirectory === null) await pointLatestAt(directory);
    screen.end();
    return finish(result, directory);
  } finally {
    await lab.close();
  }
}

function openScreen(plan: ReadonlyMap<string, number>): Screen {
  return createScreen({
    write: (text) => process.stderr.write(text),
    terminal: canReplaceLines(process.stderr, readLabEnvironment().terminal)
      ? { columns: () => process.stderr.columns || 80 }
      : null,
    now: () => performance.now(),
    plan,
  });
}

function announce(
  screen: Screen,
  { profile, experiments, contenders, seed }: BenchOptions,
  driver: string,
  phases: ReadonlyMap<string, number>,
): void {
  const expectedMs = [...phases.values()].reduce((sum, ms) => sum + ms, 0);
  screen.say(`${experiments.join(', ')} of ${contenders.join(', ')}`);
  screen.say(
    `profile ${profile}, stack ${driver}, seed ${seed}, about ${describeDuration(expectedMs)}`,
  );
}

async function checkContenders(lab: Lab, screen: Screen): Promise<ContenderResult[]> {
  screen.phase('checking the contract');
  // All arms are checked at once, because nothing is measured here. The A/A arm is the same program as its twin.
  const arms = [...lab.stack.arms.values()].filter(({ spec }) => spec.arm === spec.contender);
  const results = await Promise.all(arms.map((arm) => checkContender(lab.stack, arm)));
  const broken = results.filter(({ contract }) => contract.failed.length > 0);
  if (broken.length > 0) {
    const list = broken.map(
      ({ contender, contract }) => `${contender}: ${contract.failed.join('; ')}`,
    );
    throw new Error(`a contender that breaks the contract gets no figure\n${list.join('\n')}`);
  }
  return results;
}

/** Saves what is finished before the next experiment can fail. A chart that cannot be drawn does not end the run. */
async function keep(directory: string, result: Result, screen: Screen): Promise<void> {
  await writeResult(directory, result);
  await drawReports(directory, result).catch((error: unknown) => screen.say(describeError(error)));
}

async function drawReports(directory: string, result: Result): Promise<void> {
  await writeReports(directory, result).catch((cause: unknown) => {
    throw new Error(
      `the report could not be drawn; what was measured is kept, and \`make report DIR=${directory}\` draws it once that is mended`,
      { cause },
    );
  });
}

function finish(result: Result, directory: string): number {
  process.stdout.write(`${renderSummary(result, surfaceOf(process.stdout))}\n`);
  process.stdout.write(
    `\nreport   ${join(directory, 'report.html')}\nresults  ${join(directory, 'results.json')}\n`,
  );
  return result.gates.some(({ status }) => status === 'fail') ? exitGateFailed : 0;
}

/** The facts of a run beside its trials. */
export interface RunFacts {
  readonly root: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly options: BenchOptions;
  readonly stack: Stack;
}

/** Puts a result together from what has been measured so far. */
export async function assembleResult(
  { root, runId, startedAt, options, stack }: RunFacts,
  contenders: readonly ContenderResult[],
  results: ExperimentResults,
): Promise<Result> {
  const facts = await stack.facts();
  const endedAt = new Date();
  return {
    schemaVersion,
    run: {
      id: runId,
      seed: options.seed,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
      durationMs: endedAt.getTime() - startedAt.getTime(),
      profile: options.profile,
      experiments: [...options.experiments],
      argv: [...options.argv],
    },
    tool: readTool(root),
    environment: readEnvironment(facts),
    config: {
      replicasPerContender: Math.max(
        1,
        ...[...stack.arms.values()].map(({ replicas }) => replicas.length),
      ),
      balancer: { ...stack.balancer.settings },
      balancerConfigSha256: facts.balancerConfigSha256,
      dependencies: readDependencies(root),
      lockfileSha256: sha256OfFile(join(root, 'package-lock.json')),
      plan: flattenPlan(planOf(options.profile, options.faults)),
    },
    contenders: [...contenders],
    gates: gatesOf({ contenders, ...results }),
    ...results,
  };
}
