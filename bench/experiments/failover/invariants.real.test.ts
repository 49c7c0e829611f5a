import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FaultedLab, startFaultedLab } from './faulted-lab.fixture.ts';
import { invariantsOf } from './invariants.ts';

/** Real parts, really broken; times as short as they can be, and none of them asserted. */
const plan = {
  faults: '',
  trialsPerFault: 1,
  offeredPerSecond: 40,
  baselineMs: 300,
  phaseMs: 50,
  outageMs: 600,
  // A client of Redis that lost it tries again within a second.
  afterMs: 1_500,
};

/** Each remembers in another way what was revoked. */
const contenders = ['sessions-hardened', 'sessions-cached', 'tokens', 'tokens-pushed'];

let lab: FaultedLab;

beforeAll(async () => {
  lab = await startFaultedLab(contenders, { plan, firstAccount: 950_000, storeLinks: true });
}, 60_000);

afterAll(async () => lab?.stop());

test.for([
  'redis-down',
  'redis-flushed',
  'redis-full:noeviction',
  'replica-cut-from-redis',
  'replica-killed-busy',
])('%s breaks no rule, and whatever it stopped runs again', async (name) => {
  const found = await lab.inject(name);

  expect(found.map(({ contender }) => contender)).toEqual(contenders);
  // Also where something was wrong before the fault: that spoils figures and excuses no broken rule.
  const rules = invariantsOf(found.map((trial) => ({ ...trial, valid: true })));
  expect(rules.flatMap(({ violations }) => violations)).toEqual([]);
  expect(Math.max(...rules.map(({ checked }) => checked))).toBe(contenders.length);
  const parts = lab.target.arms.flatMap(({ store, replicas }) => [store, ...replicas]);
  expect(parts.filter((part) => part.state() !== 'running').map((part) => part.name)).toEqual([]);
});
