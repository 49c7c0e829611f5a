import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack } from '../../../infra/stack/start.ts';
import { openPacer, type Pacer } from '../../load/pace.ts';
import { createRandom } from '../../stats/random.ts';
import type { Target } from './fault.ts';
import { faultsNamed } from './faults.ts';
import { invariantsOf } from './invariants.ts';
import { accountsPerTrial } from './populations.ts';
import { breakArms } from './trial.ts';

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

let target: Target;
let pacer: Pacer;
let trials = 0;

beforeAll(async () => {
  const arms = contenders.map((name) => ({ arm: name, contender: name, storeLinks: true }));
  const stack = await startStack({ driver: 'native', arms });
  target = { stack, arms: [...stack.arms.values()] };
  pacer = await openPacer();
}, 60_000);

afterAll(async () => {
  await pacer?.close();
  await target?.stack.stop();
});

test.for(['redis-down', 'redis-flushed', 'redis-full:noeviction', 'replica-cut-from-redis'])(
  '%s breaks no rule, and whatever it stopped runs again',
  async (name) => {
    const [fault] = faultsNamed(name);
    if (fault === undefined) throw new Error(`no fault ${name}`);
    const firstAccount = 950_000 + trials++ * accountsPerTrial;
    const random = createRandom(trials);
    const found = await breakArms({ target, pacer, fault, trial: 0, plan, random, firstAccount });

    expect(found.map(({ contender }) => contender)).toEqual(contenders);
    // Also where something was wrong before the fault: that spoils figures and excuses no broken rule.
    const rules = invariantsOf(found.map((trial) => ({ ...trial, valid: true })));
    expect(rules.flatMap(({ violations }) => violations)).toEqual([]);
    expect(Math.max(...rules.map(({ checked }) => checked))).toBe(contenders.length);
    const parts = target.arms.flatMap(({ store, replicas }) => [store, ...replicas]);
    expect(parts.filter((part) => part.state() !== 'running').map((part) => part.name)).toEqual([]);
  },
);
