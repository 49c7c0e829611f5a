import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arm, Stack, StackDriver, Standby } from '../stack.ts';
import { startStack } from '../start.ts';
import { ask } from './ask.ts';
import { requireArm, standIn } from './describe-stack.ts';

/** A second Redis and three sentinels, real ones. A standby is promoted once, so it has a stack of its own. */
export function describeStandby(driver: StackDriver): void {
  describe(`a standby of the ${driver} driver`, () => {
    let stack: Stack;
    let arm: Arm;
    let standby: Standby;
    beforeAll(async () => {
      const single = { contender: 'sessions', replicas: 1 };
      stack = await startStack(
        {
          driver,
          arms: [
            { ...single, arm: 'doubled', storeLinks: true, standby: true },
            { ...single, arm: 'alone' },
          ],
        },
        standIn,
      );
      arm = requireArm(stack, 'doubled');
      const found = stack.standbys.get('doubled');
      if (found === undefined) throw new Error('no standby');
      standby = found;
    }, 300_000);
    afterAll(() => stack?.stop());

    const statusOf = async (path: string) => (await ask(`${arm.url}${path}`)).status;

    test('is there for the arm that asked for one, and only for that', () => {
      expect([...stack.standbys.keys()]).toEqual(['doubled']);
    });

    test('is promoted when the store is killed, and lacks what was acknowledged after it fell behind', async () => {
      await arm.store.command('SET', 'early', '1');
      expect(await arm.store.command('WAIT', '1', '5000')).toBe(1);
      await standby.fallBehind();
      expect(await arm.store.command('SET', 'late', '1')).toBe('OK');
      expect(await statusOf('/store?key=late')).toBe(200);

      await arm.store.kill();
      expect(await statusOf('/store')).toBe(503);
      await standby.untilPromoted();
      expect(await statusOf('/store?key=early')).toBe(200);
      expect(await statusOf('/store?key=late')).toBe(503);
      expect(await statusOf('/store')).toBe(200);
    }, 30_000);
  });
}
