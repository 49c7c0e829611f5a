import { describe, expect, test } from 'vitest';
import { contenderNamed } from '../../../infra/contenders/contenders.ts';
import { copyBoundMs } from '../../../infra/contenders/guarantee.ts';
import { duplicateExecutions } from './executions.ts';
import { formsNamed } from './faults.ts';
import { mix } from './mix.ts';
import { failoverPhases, failoverPlans, heldMs } from './plan.ts';
import { createTurns } from './restart.ts';
import { waitMs } from './stagger.ts';
import { openControls } from './trial.ts';

const replicas = (...requests: number[]) =>
  requests.map((each, index) => ({ pid: 100 + index, requests: each }));

test('requests that replicas executed more often than they were sent are duplicates', () => {
  expect(duplicateExecutions(replicas(5, 5, 5), replicas(15, 15, 18), 30)).toBe(3);
});

test('a request that reached no replica is no negative duplicate', () => {
  expect(duplicateExecutions(replicas(0, 0), replicas(4, 4), 10)).toBe(0);
});

test('duplicates are unknown when a replica was replaced: its counter went with it', () => {
  const after = [{ pid: 999, requests: 3 }, ...replicas(0, 9).slice(1)];
  expect(duplicateExecutions(replicas(0, 0), after, 10)).toBeNull();
});

test('a fault waits for the quiet moment of this cycle, as long as that is ahead', () => {
  expect(waitMs(0, 300, 200)).toBe(200);
  expect(waitMs(3_050, 300, 200)).toBe(150);
});

test('when the quiet moment is over, a fault waits for that of the next cycle', () => {
  expect(waitMs(250, 300, 200)).toBe(250);
});

test('before the first request is due, the quiet moment counts as in a cycle', () => {
  expect(waitMs(-100, 300, 200)).toBe(0);
});

test('no stretch of the mix without a POST is longer than the one after its last', () => {
  const posts = mix.flatMap(({ method }, index) => (method === 'POST' ? [index] : []));
  const gaps = posts.map((at, index) => (posts[index + 1] ?? (posts[0] ?? 0) + mix.length) - at);
  expect(gaps.at(-1)).toBe(Math.max(...gaps));
});

test('no more than so many actions run at once, all of them run, in their order', async () => {
  const inTurn = createTurns(2);
  let running = 0;
  let most = 0;
  const started: number[] = [];
  const action = (number: number) => async () => {
    started.push(number);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return number;
  };
  const done = await Promise.all([1, 2, 3, 4, 5].map((number) => inTurn(action(number))));
  expect(done).toEqual([1, 2, 3, 4, 5]);
  expect(started).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

test('an action that fails gives its turn to the next', async () => {
  const inTurn = createTurns(1);
  const failing = inTurn(() => Promise.reject(new Error('no')));
  const next = inTurn(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('yes');
});

test('the control of every part is open before the load, one after the other', async () => {
  let opening = 0;
  const opened: string[] = [];
  const part = (name: string) => ({
    name,
    openControl: async () => {
      opening += 1;
      expect(opening).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      opening -= 1;
      opened.push(name);
    },
  });
  await openControls({
    stack: { balancer: part('balancer') },
    arms: [{ store: part('a-store'), replicas: [part('a-1'), part('a-2')] }],
  });
  expect(opened).toEqual(['balancer', 'a-store', 'a-1', 'a-2']);
});

describe('a fault holds', () => {
  const pushed = contenderNamed('tokens-pushed');
  const [killed, frozen, restarted] = ['replica-killed', 'redis-frozen', 'rolling-restart'].map(
    (name) => formsNamed(name)[0],
  );
  const plans = Object.values(failoverPlans);

  test.for(plans)('longer than the longest bound of a copy, when it takes Redis away', (plan) => {
    if (frozen === undefined) throw new Error('no such fault');
    expect(heldMs(frozen, plan, [pushed])).toBeGreaterThan(copyBoundMs(pushed) ?? Infinity);
    // As long as the bound that the card states, whatever that is.
    const patient = { ...pushed, settings: { ...pushed.settings, STALENESS_BOUND_MS: 9_000 } };
    expect(heldMs(frozen, plan, [patient])).toBeGreaterThan(9_000);
  });

  test('for a time that keeps the default profile to three minutes', () => {
    const [[, expectedMs] = ['', Number.NaN]] = failoverPhases(failoverPlans.default);
    expect(expectedMs).toBeLessThan(180_000);
  });

  test('as long as planned when no bound of a copy is tested, and no time when it is over at once', () => {
    if (killed === undefined || restarted === undefined) throw new Error('no such fault');
    expect(heldMs(killed, { outageMs: 900 }, [pushed])).toBe(900);
    expect(heldMs(restarted, { outageMs: 900 }, [pushed])).toBe(0);
  });
});
