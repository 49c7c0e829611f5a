import os from 'node:os';
import { join } from 'node:path';
import { readEnvironment as readLabEnvironment } from '../../infra/stack/environment.ts';
import { expectedPhases, planOf } from '../experiments/plan.ts';
import { type ExperimentResults, runExperiments } from '../experiments/run.ts';
import { writeReports } from '../report/main.ts';
import { canReplaceLines, surfaceOf } from '../report/terminal/surface.ts';
import { renderSummary } from '../report/terminal.ts';
import type { Result } from '../result/result.ts';
import { writeResult } from '../result/result-files.ts';
import type { ContenderResult } from '../result/run.ts';
import { createRandom } from '../stats/random.ts';
import { checkContender } from './contract.ts';
import { describeError } from './ending.ts';
import { assembleResult, type RunFacts } from './facts.ts';
import { armsFor, type Lab, openLab } from './lab.ts';
import { watchMemory } from './memory.ts';
import type { BenchOptions } from './options.ts';
import { requireSameMachine } from './resume.ts';
import { holdsMeasurements, pointLatestAt, RunRefusal, saveResult } from './run-directory.ts';
import { createScreen, describeDuration, type Screen } from './screen.ts';
import { type StartedRun, startRun } from './start.ts';

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
  const started = await startRun(options, root);
  const { directory, results, leave } = started;
  try {
    const { result, screen } = await measure(started, signal);
    await pointLatestAt(results, directory).catch((error: unknown) =>
      screen.say(`\`latest\` does not point at this run: ${describeError(error)}`),
    );
    await drawReports(directory, result);
    screen.end();
    return finish(result, directory);
  } finally {
    await leave();
  }
}

/** Measures and saves. When something breaks, the screen says what can be done with what was measured until then. */
async function measure(started: StartedRun, signal: AbortSignal) {
  const { directory, driver, options } = started;
  const { contenders } = options;
  const startedMs = performance.now();
  const plan = planOf(options.profile, options.faults, driver);
  const phases = expectedPhases(plan, options.experiments, armsFor(contenders).length, driver);
  const screen = openScreen(phases);
  announce(screen, options, driver, phases);

  screen.phase('starting the lab');
  const lab = await openLab({ driver, arms: armsFor(contenders), log: () => undefined });
  const memory = watchMemory();
  const run = { ...started, stack: lab.stack, memory };
  try {
    const checked = await checkContenders(lab, screen);
    const before = await beginOrGoOn(run, checked, started);
    const results = await runExperiments(
      options.experiments,
      {
        plan,
        lab,
        random: createRandom(options.seed),
        screen,
        runDirectory: directory,
        sinceStartMs: () => performance.now() - startedMs,
        signal,
      },
      async (soFar) => keep(directory, await assembleResult(run, checked, soFar), screen),
      before,
    );
    const result = await assembleResult(run, checked, results);
    await saveResult(directory, result);
    return { result, screen };
  } catch (error) {
    if (!(error instanceof RunRefusal) && (await holdsMeasurements(directory))) {
      screen.say(
        `What is finished is kept: \`make report DIR=${directory}\` draws it, and RESUME=${directory} with the flags of this run goes on.`,
      );
    }
    throw error;
  } finally {
    memory.stop();
    await lab.close();
  }
}

/**
 * What is finished already. A new run writes its facts first: a disk without room ends it before it measures, and
 * RESUME= finds its plan there.
 * @throws RunRefusal when the interrupted run was measured on another machine
 */
async function beginOrGoOn(
  run: RunFacts,
  checked: readonly ContenderResult[],
  { directory, interrupted }: StartedRun,
): Promise<ExperimentResults> {
  const nothing: ExperimentResults = { lookup: null, revocation: null, failover: null };
  const facts = await assembleResult(run, checked, nothing);
  if (interrupted === null) {
    await writeResult(directory, facts);
    return nothing;
  }
  requireSameMachine(interrupted, facts);
  const { lookup, revocation } = interrupted.result;
  // The finished faults of the failover stand in files of their own.
  return { lookup, revocation, failover: null };
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
  const loadPerCore = (os.loadavg()[0] ?? 0) / os.cpus().length;
  if (loadPerCore >= 0.5) {
    screen.say(
      `this machine is busy (load ${loadPerCore.toFixed(1)} per core in the last minute): what else runs on it disturbs costs and delays`,
    );
  }
}

async function checkContenders(lab: Lab, screen: Screen): Promise<ContenderResult[]> {
  screen.phase('checking the contract');
  // All arms are checked at once, because nothing is measured here. The A/A arm too: it shall meet what its twin meets.
  const arms = [...lab.stack.arms.values()];
  const checked = await Promise.all(
    arms.map(async (arm) => ({ arm, result: await checkContender(lab.stack, arm) })),
  );
  const all = checked.map(({ result }) => result);
  const broken = all.filter(({ contract }) => contract.failed.length > 0);
  if (broken.length > 0) {
    const list = broken.map(
      ({ contender, contract }) => `${contender}: ${contract.failed.join('; ')}`,
    );
    throw new Error(`a contender that breaks the contract gets no figure\n${list.join('\n')}`);
  }
  return checked
    .filter(({ arm: { spec } }) => spec.arm === spec.contender)
    .map(({ result }) => result);
}

/** Saves what is finished before the next experiment can fail. A chart that cannot be drawn does not end the run. */
async function keep(directory: string, result: Result, screen: Screen): Promise<void> {
  await saveResult(directory, result);
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
