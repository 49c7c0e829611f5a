import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArmSpec, StackDriver } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { requireArm, standIn } from './running.ts';

const floor: ArmSpec = { arm: 'floor', contender: 'floor', replicas: 2 };

/** A stack that cannot start says why in one sentence, and ends everything that it had started. */
export function describeRefusals(driver: StackDriver): void {
  describe(`the ${driver} driver refuses`, () => {
    let lab: string;
    beforeEach(() => {
      lab = mkdtempSync(join(tmpdir(), 'lab-test-'));
    });
    afterEach(() => {
      expect(readdirSync(lab)).toEqual([]);
      rmSync(lab, { recursive: true });
    });

    const start = (arms: readonly ArmSpec[], ports: 'free' | number = 'free') =>
      startStack({ driver, arms, ports }, { ...standIn, lab });

    test('a replica that ends at once, with its name and the last lines of its log', async () => {
      const failing = { ...floor, environment: { FIXTURE_EXIT: '3' } };
      await expect(start([failing])).rejects.toMatchObject({
        code: 'part_failed',
        message: expect.stringMatching(/^floor-[12] .*this fixture was told to fail/s),
      });
    });

    test('a port that is taken, with its number and the part that needs it', async () => {
      const squatter = createServer().listen(0, '127.0.0.1');
      await once(squatter, 'listening');
      const address = squatter.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      await expect(start([floor], port)).rejects.toMatchObject({
        code: 'port_taken',
        message: expect.stringContaining(`port ${port} (for the balancer of floor)`),
      });
      squatter.close();
    });

    test('a contender that does not exist, and lists those that do', async () => {
      await expect(start([{ arm: 'cookies', contender: 'cookies' }])).rejects.toMatchObject({
        code: 'unknown_contender',
        message: expect.stringContaining('sessions-hardened'),
      });
    });

    test('to start a part of a stack that has been stopped: that part would never be ended', async () => {
      const stack = await start([floor]);
      const [replica] = requireArm(stack, 'floor').replicas;
      await replica?.kill();
      await stack.stop();
      await expect(replica?.start()).rejects.toMatchObject({ code: 'not_possible' });
    });

    test('two arms with one name, and a stack without arms', async () => {
      await expect(start([floor, floor])).rejects.toMatchObject({ code: 'not_possible' });
      await expect(start([])).rejects.toMatchObject({ code: 'not_possible' });
    });
  });
}
