import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { project } from '../../../infra/stack/project.ts';
import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import { startStack } from '../../../infra/stack/start.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import { createRandom } from '../../stats/random.ts';
import { revokingActions } from './actions.ts';
import { startTrial } from './trial.ts';

/** Servers that take credentials back in a known way, behind the real balancer. */
let stack: Stack;
const random = createRandom(1);
const watchMs = 300;

function planted(arm: string, environment: Readonly<Record<string, string>>) {
  return { arm, contender: 'sessions', replicas: 1, environment };
}

beforeAll(async () => {
  stack = await startStack(
    {
      driver: 'native',
      arms: [
        planted('at-once', {}),
        planted('stale', { PLANTED_STALE_MS: '60' }),
        planted('for-ever', { PLANTED_STALE_MS: '600000' }),
        planted('back', { PLANTED_BACK_AFTER_MS: '1000' }),
      ],
    },
    { ...project, programOf: () => 'bench/selftest/revocation-server/main.ts' },
  );
});
afterAll(() => stack.stop());

async function measure(name: string, thinMs = 0): Promise<RevocationTrial> {
  const arm: Arm | undefined = stack.arms.get(name);
  const [logout] = revokingActions;
  if (arm === undefined || logout === undefined) throw new TypeError(`no arm ${name}`);
  const running = await startTrial({
    arm,
    action: logout,
    account: stack.loadAccount(0),
    admin: stack.adminAccount(),
    trial: 0,
    watchMs,
    random,
  });
  await delay(thinMs);
  return running.finish().trial;
}

test('a server that revokes at once has no stale accept and nothing comes back', async () => {
  const trial = await measure('at-once', 300);
  expect(trial).toMatchObject({ valid: true, censored: false, fleetLowMs: 0, resurrections: 0 });
  expect(trial.replicas.map(({ staleAccepts }) => staleAccepts)).toEqual([0]);
});

test('a stale window lies within the interval that is reported for it', async () => {
  const trial = await measure('stale');
  expect(trial).toMatchObject({ valid: true, censored: false });
  expect(trial.fleetLowMs).toBeGreaterThan(0);
  expect(trial.fleetLowMs).toBeLessThanOrEqual(60);
  expect(trial.fleetHighMs).toBeGreaterThanOrEqual(60 - trial.revokeMs);
});

test('a credential that is accepted until the watch ends is censored', async () => {
  const trial = await measure('for-ever');
  expect(trial).toMatchObject({ valid: true, censored: true, fleetHighMs: null });
  expect(trial.finelyWatchedMs).toBeGreaterThanOrEqual(watchMs);
});

test('the thin watch finds a credential that comes back after the fine one has ended', async () => {
  // It comes back long after the fine watch, which ends at `watchMs` at the latest.
  const trial = await measure('back', 2000);
  expect(trial.resurrections).toBeGreaterThan(0);
});
