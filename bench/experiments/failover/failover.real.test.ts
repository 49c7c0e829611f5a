import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStack } from '../../../infra/stack/start.ts';
import { openPacer } from '../../load/pace.ts';
import { sendWrongLogins } from '../../load/wrong-logins.ts';
import type { FailoverTrial } from '../../result/failover.ts';
import { createRandom } from '../../stats/random.ts';
import type { Target } from './fault.ts';
import { formsNamed } from './faults.ts';
import { LabNotHealthy, untilHealthy } from './health.ts';
import { invariantsOf } from './invariants.ts';
import { observedIn } from './observed.ts';
import { accountsPerTrial } from './populations.ts';
import { breakArms } from './trial.ts';

/** Real Redis, nginx and replicas; times as short as they can be, and none of them asserted. */
const plan = {
  faults: '',
  trialsPerFault: 1,
  offeredPerSecond: 40,
  baselineMs: 400,
  phaseMs: 50,
  outageMs: 800,
  // A client of Redis that lost it tries again within a second.
  afterMs: 2_200,
};

type FaultedLab = Awaited<ReturnType<typeof startFaultedLab>>;

/** A lab of real processes under load; each injection is a trial with accounts of its own. */
async function startFaultedLab(contenders: readonly string[], storeLinks = false) {
  const arms = contenders.map((name) => ({ arm: name, contender: name, storeLinks }));
  const stack = await startStack({ driver: 'native', arms });
  const target: Target = { stack, arms: [...stack.arms.values()] };
  const pacer = await openPacer();
  let trials = 0;
  return {
    target,
    async inject(name: string): Promise<FailoverTrial[]> {
      const [fault] = formsNamed(name);
      if (fault === undefined) throw new Error(`no fault ${name}`);
      const firstAccount = trials++ * accountsPerTrial;
      const random = createRandom(trials);
      return await breakArms({ target, pacer, fault, trial: 0, plan, random, firstAccount });
    },
    async stop() {
      await pacer.close();
      await stack.stop();
    },
  };
}

function violationsIn(found: ReadonlyMap<string, FailoverTrial>): string[] {
  return invariantsOf([...found.values()]).flatMap(({ violations }) => violations);
}

describe('faults, injected into a running lab under load', () => {
  let lab: FaultedLab;
  beforeAll(async () => {
    lab = await startFaultedLab(['sessions', 'tokens', 'tokens-stateless', 'tokens-pushed']);
  }, 60_000);
  afterAll(async () => lab?.stop());

  const inject = async (name: string) =>
    new Map((await lab.inject(name)).map((trial) => [trial.contender, trial]));

  test('an idle replica is killed: nobody fails and nobody is misjudged, and it runs again', async () => {
    const found = await inject('replica-killed');
    expect(violationsIn(found)).toEqual([]);
    for (const name of ['sessions', 'tokens', 'tokens-pushed']) {
      expect(found.get(name)).toMatchObject({ failed: 0, falseAccepts: 0, falseRejects: 0 });
    }
    const states = lab.target.arms.flatMap(({ replicas }) => replicas.map((each) => each.state()));
    expect(new Set(states)).toEqual(new Set(['running']));
  });

  test('Redis restarts empty: sessions sign everybody out, tokens let the revoked back in', async () => {
    const found = await inject('redis-restarted-empty');
    expect(violationsIn(found)).toEqual([]);
    const [sessions, tokens] = [found.get('sessions'), found.get('tokens')];
    if (sessions === undefined || tokens === undefined) throw new Error('not watched');
    expect(observedIn(sessions)).toMatchObject({
      users: 'signed-out',
      revoked: 'refused',
      lasting: true,
    });
    expect(observedIn(tokens)).toMatchObject({ revoked: 'accepted', lasting: true });
    expect(tokens.falseRejects).toBe(0);
    // The replicas have kept the list, and given it back.
    expect(found.get('tokens-pushed')).toMatchObject({ falseAccepts: 0, falseRejects: 0 });
  });

  test('Redis freezes: 503 for those who ask it and for nobody else, and all is well afterwards', async () => {
    const found = await inject('redis-frozen');
    expect(violationsIn(found)).toEqual([]);
    for (const name of ['sessions', 'tokens']) {
      const trial = found.get(name);
      if (trial === undefined) throw new Error('not watched');
      expect(observedIn(trial)).toMatchObject({ users: 'failed', redisFree: 'served' });
    }
    const stateless = found.get('tokens-stateless');
    const orders = stateless?.routes.filter(({ route }) => route === 'GET /orders') ?? [];
    expect(orders.flatMap(({ outcomes }) => outcomes['5xx'] ?? [])).toEqual([]);
    expect(new Set(lab.target.arms.map(({ store }) => store.state()))).toEqual(
      new Set(['running']),
    );
  });

  test('fifty wrong logins a second give no signed-in user a 5xx', async () => {
    for (const { contender, outcomes } of await lab.inject('login-storm')) {
      expect([contender, outcomes['5xx'] ?? 0]).toEqual([contender, 0]);
    }
  });

  test('a wrong login is told so or told to come back, and gets no 5xx', async () => {
    for (const { url } of lab.target.arms.slice(0, 2)) {
      const answers = await sendWrongLogins(url, { ratePerSecond: 50, durationMs: 8_000 });
      const statuses = new Set(answers.map(({ status }) => status));
      expect(statuses).toEqual(new Set([401, 429]));
    }
  });

  test('a lab in which something is missing is not healthy, and the error says what', async () => {
    const [arm] = lab.target.arms;
    const [, victim] = arm?.replicas ?? [];
    await victim?.kill();
    const health = untilHealthy(lab.target, 300);
    await expect(health).rejects.toThrow(LabNotHealthy);
    await expect(health).rejects.toThrow(/sessions-2 is not running/);
  });
});

describe('a fault with a link before each replica', () => {
  /** Each remembers in another way what was revoked. */
  const contenders = ['sessions-hardened', 'sessions-cached', 'tokens', 'tokens-pushed'];

  let lab: FaultedLab;
  beforeAll(async () => {
    lab = await startFaultedLab(contenders, true);
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
});
