import { expect, test } from 'vitest';
import type { RevocationTrial } from '../../result/revocation.ts';
import { summariseRevocation } from './summary.ts';

const replica = {
  replica: 'a-1',
  probes: 10,
  staleAccepts: 0,
  inFlightAccepts: 1,
  lastStaleAcceptMs: null,
  firstRefusalMs: 1,
  firstRefusedSentMs: 0.5,
  largestGapMs: 2,
  medianGapMs: 1,
  resurrections: 0,
};

const trial = (values: Partial<RevocationTrial>): RevocationTrial => ({
  contender: 'tokens',
  action: 'logout',
  trial: 0,
  revokedOn: 'tokens-1',
  revokeMs: 2,
  watchedMs: 2000,
  finelyWatchedMs: 40,
  cpuWaitMs: null,
  replicas: [replica, replica],
  fleetLowMs: 0,
  fleetHighMs: 1,
  resolutionMs: 2,
  censored: false,
  expiresInMs: 900_000,
  throughBalancer: { probes: 4, staleAccepts: 0 },
  resurrections: 0,
  valid: true,
  invalidBecause: [],
  ...values,
});

test('the latency is the upper end; its median and largest are reported, and what the sample does not carry is not', () => {
  const [summary] = summariseRevocation([
    trial({ fleetHighMs: 1 }),
    trial({ fleetHighMs: 2 }),
    trial({ fleetHighMs: 6 }),
  ]);
  expect(summary).toMatchObject({ trials: 3, p50Ms: 2, maxMs: 6, p99Ms: null, probesAfterAck: 60 });
});

test('two hundred trials carry a p99, and fewer do not', () => {
  const trials = Array.from({ length: 200 }, (_, index) => trial({ fleetHighMs: index + 1 }));
  expect(summariseRevocation(trials)[0]?.p99Ms).toBe(198);
  expect(summariseRevocation(trials.slice(1))[0]?.p99Ms).toBeNull();
});

test('both ends of the interval are reported: the time of an answer is not staleness', () => {
  const trials = Array.from({ length: 200 }, (_, index) =>
    trial({ fleetLowMs: index < 100 ? 0 : 2, fleetHighMs: index + 1 }),
  );
  expect(summariseRevocation(trials)[0]).toMatchObject({
    p99LowMs: 2,
    p99SentMs: 0.5,
    maxLowMs: 2,
    p99Ms: 198,
    maxMs: 200,
  });
});

test('how long something was accepted is told by the trials in which it was', () => {
  const stale = { ...replica, staleAccepts: 1 };
  const [summary] = summariseRevocation([
    trial({ fleetHighMs: 35 }),
    trial({ fleetLowMs: 0.4, fleetHighMs: 2, replicas: [replica, stale] }),
    trial({ fleetLowMs: 1, fleetHighMs: 3, replicas: [stale, replica] }),
  ]);
  expect(summary).toMatchObject({ staleTrials: 2, maxStaleMs: 3, maxLowMs: 1, maxMs: 35 });
});

test('one censored trial takes the middle and the largest away, and is counted', () => {
  const [summary] = summariseRevocation([
    trial({ fleetHighMs: 1 }),
    trial({ fleetHighMs: null, censored: true }),
  ]);
  expect(summary).toMatchObject({ trials: 2, censored: 1, p50Ms: null, maxMs: null });
});

test('invalid trials are left out', () => {
  const summary = summariseRevocation([trial({ fleetHighMs: 1 }), trial({ valid: false })]);
  expect(summary).toMatchObject([{ trials: 1, maxMs: 1 }]);
});

test('a contender that refuses at the next request promises 0, one that waits for expiry its life and the tolerance', () => {
  const bounds = summariseRevocation([
    trial({}),
    trial({ contender: 'tokens-stateless', expiresInMs: 800_000 }),
    trial({ contender: 'tokens-stateless', expiresInMs: 899_000 }),
  ]).map(({ contender, boundMs }) => [contender, boundMs]);
  expect(bounds).toEqual([
    ['tokens', 0],
    ['tokens-stateless', 904_000],
  ]);
});

test('a contender that is pushed to promises the bound after which its copy is not believed', () => {
  const [summary] = summariseRevocation([trial({ contender: 'tokens-pushed' })]);
  expect(summary?.boundMs).toBe(2000);
});

test('a role that is signed into a token is promised to end with the token, even where a logout ends at once', () => {
  const [tokens] = summariseRevocation([trial({ action: 'demoted' })]);
  const [sessions] = summariseRevocation([trial({ action: 'demoted', contender: 'sessions' })]);
  expect(tokens?.boundMs).toBe(905_000);
  expect(sessions?.boundMs).toBe(0);
});

test('records in the memory of one replica are promised to end everywhere by a logout only', () => {
  const promises = (['logout', 'logout-all', 'revoked-by-admin', 'account-disabled'] as const).map(
    (action) => summariseRevocation([trial({ action, contender: 'sessions-memory' })])[0],
  );
  const eightHoursMs = 8 * 60 * 60 * 1000;
  expect(promises.map((summary) => summary?.boundMs)).toEqual([
    0,
    eightHoursMs,
    eightHoursMs,
    eightHoursMs,
  ]);
  expect(promises.map((summary) => summary?.boundBecause === null)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('rows stand in the order of the actions, then of the contenders', () => {
  const rows = summariseRevocation([
    trial({ action: 'demoted' }),
    trial({}),
    trial({ contender: 'sessions' }),
  ]).map(({ contender, action }) => `${action} ${contender}`);
  expect(rows).toEqual(['logout sessions', 'logout tokens', 'demoted tokens']);
});
