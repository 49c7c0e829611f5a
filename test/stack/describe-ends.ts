import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endDeadRuns, endRun } from '../../infra/stack/run/end-run.ts';
import { standingIn, startOf } from '../../infra/stack/run/processes.ts';
import { listRuns, workDirectory } from '../../infra/stack/run/run-directory.ts';
import type { StackDriver } from '../../infra/stack/stack.ts';
import { until } from '../../infra/stack/until.ts';
import { ask, isSilent } from './running.ts';

const silent = () => undefined;

/** A stack leaves nothing behind, however the process that started it ends. */
export function describeEnds(driver: StackDriver): void {
  describe(`a harness that used the ${driver} driver`, () => {
    let lab: string;
    beforeEach(() => {
      lab = mkdtempSync(join(tmpdir(), 'lab-test-'));
    });
    afterEach(async () => {
      for (const run of listRuns(lab)) await endRun(run.path, run.owner.project);
      rmSync(lab, { recursive: true, force: true });
    });

    test.for(['SIGKILL', 'SIGINT'] as const)('ended by %s leaves nothing', async (signal) => {
      const harness = await startHarness(driver, lab, 'wait');
      expect((await ask(harness.url)).status).toBe(200);
      const running = whatRuns(lab);
      harness.process.kill(signal);
      await expectNothingOf(running, lab, harness.url);
    });

    test('killed in the middle of a fault leaves nothing, not even frozen processes', async () => {
      const harness = await startHarness(driver, lab, 'freeze');
      const running = whatRuns(lab);
      harness.process.kill('SIGKILL');
      await expectNothingOf(running, lab, harness.url);
    });

    test('killed while its stack is starting leaves nothing', async () => {
      const harness = launchHarness(driver, lab, 'wait');
      expect(await until(() => somethingRuns(lab), 60_000, 20)).toBe(true);
      const running = whatRuns(lab);
      harness.kill('SIGKILL');
      await expectNothingOf(running, lab);
    });

    test('that reaches its end leaves nothing, and its stack does not keep it alive', async () => {
      const harness = await startHarness(driver, lab, 'leave');
      await harness.ended;
      await expectNothingOf(whatRuns(lab), lab, harness.url);
    });

    test('killed together with its reaper leaves a run that the next start removes', async () => {
      const harness = await startHarness(driver, lab, 'wait');
      const running = whatRuns(lab);
      for (const run of listRuns(lab)) {
        process.kill(Number(readFileSync(join(run.path, 'reaper.pid'), 'utf8')), 'SIGKILL');
      }
      harness.process.kill('SIGKILL');
      await harness.ended;
      expect(readdirSync(lab)).toHaveLength(1);
      await endDeadRuns(lab, silent);
      await expectNothingOf(running, lab, harness.url);
    });
  });
}

interface Harness {
  readonly process: ChildProcess;
  /** The URL of its only arm. */
  readonly url: string;
  /** Resolves when the process is gone. */
  readonly ended: Promise<unknown>;
}

type End = 'wait' | 'leave' | 'freeze';

/** Starts `fixtures/harness.ts` in a process of its own. */
function launchHarness(driver: StackDriver, lab: string, end: End) {
  const program = join(import.meta.dirname, 'stand-in/harness.ts');
  return spawn(process.execPath, [program, driver, lab, end], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Starts it and waits until its stack is ready. */
async function startHarness(driver: StackDriver, lab: string, end: End): Promise<Harness> {
  const child = launchHarness(driver, lab, end);
  const ended = once(child, 'exit');
  for await (const url of createInterface({ input: child.stdout })) {
    return { process: child, url, ended };
  }
  throw new Error('the harness ended before its stack was ready');
}

interface RunningThings {
  readonly pids: readonly number[];
  readonly projects: readonly string[];
}

/** All processes and compose projects of the runs in `lab`. */
function whatRuns(lab: string): RunningThings {
  const runs = listRuns(lab);
  return {
    pids: runs.flatMap((run) => standingIn(workDirectory(run.path))),
    projects: runs.flatMap(({ owner }) => owner.project ?? []),
  };
}

async function expectNothingOf(running: RunningThings, lab: string, url?: string): Promise<void> {
  const isGone = () => !existsSync(lab) || readdirSync(lab).length === 0;
  expect(await until(isGone, 60_000, 50)).toBe(true);
  expect(running.pids.filter((pid) => startOf(pid) !== null)).toEqual([]);
  for (const project of running.projects) expect(dockerObjectsOf(project)).toEqual([]);
  if (url !== undefined) expect(await isSilent(url)).toBe(true);
}

/** True when a run in `lab` has started a process or a container. */
function somethingRuns(lab: string): boolean {
  const { pids, projects } = whatRuns(lab);
  return projects.length === 0 ? pids.length > 0 : projects.some(hasContainers);
}

function hasContainers(project: string): boolean {
  return dockerObjectsOf(project, [['ps', '--all']]).length > 0;
}

const everyKind = [
  ['ps', '--all'],
  ['network', 'ls'],
  ['volume', 'ls'],
];

/** The ids of the containers, networks and volumes that carry the label of a compose project. */
function dockerObjectsOf(
  project: string,
  kinds: readonly (readonly string[])[] = everyKind,
): readonly string[] {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`, '--quiet'];
  const listings = kinds.map((words) =>
    execFileSync('docker', [...words, ...filter], { encoding: 'utf8' }),
  );
  return listings.flatMap((listing) => listing.split('\n').filter((line) => line !== ''));
}
