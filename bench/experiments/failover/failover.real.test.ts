import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FailoverTrial } from '../../result/failover.ts';
import { type FaultedLab, startFaultedLab } from './faulted-lab.fixture.ts';
import { LabNotHealthy, untilHealthy } from './health.ts';
import { invariantsOf } from './invariants.ts';
import { observedIn } from './observed.ts';

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

let lab: FaultedLab;

beforeAll(async () => {
  const contenders = ['sessions', 'tokens', 'tokens-stateless', 'tokens-pushed'];
  lab = await startFaultedLab(contenders, { plan, firstAccount: 900_000 });
}, 60_000);

afterAll(async () => lab?.stop());

async function inject(name: string): Promise<Map<string, FailoverTrial>> {
  return new Map((await lab.inject(name)).map((trial) => [trial.contender, trial]));
}

function violationsIn(found: ReadonlyMap<string, FailoverTrial>): string[] {
  return invariantsOf([...found.values()]).flatMap(({ violations }) => violations);
}

describe('faults, injected into a running lab under load', () => {
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

  test('a lab in which something is missing is not healthy, and the error says what', async () => {
    const [arm] = lab.target.arms;
    const [, victim] = arm?.replicas ?? [];
    await victim?.kill();
    const health = untilHealthy(lab.target, 300);
    await expect(health).rejects.toThrow(LabNotHealthy);
    await expect(health).rejects.toThrow(/sessions-2 is not running/);
  });
});
