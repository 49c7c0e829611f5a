import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { endDeadRuns, endRun } from '../run/end-run.ts';
import { listRuns } from '../run/run-directory.ts';
import type { StackDriver } from '../stack.ts';
import { until } from '../until.ts';
import { ask } from './ask.ts';
import { expectNothingOf, somethingRuns, whatRuns } from './left-behind.ts';
import { launchHarness, startHarness } from './start-harness.ts';

const silent = () => undefined;

/** What is left of a stack, however the process that started it ended: nothing. */
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

    test('killed in the middle of a fault leaves nothing, and nothing frozen either', async () => {
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

    test('that simply ends leaves nothing, and is not kept from ending by its stack', async () => {
      const harness = await startHarness(driver, lab, 'leave');
      await harness.ended;
      await expectNothingOf(whatRuns(lab), lab, harness.url);
    });

    test('killed together with its reaper: the next start cleans up', async () => {
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
