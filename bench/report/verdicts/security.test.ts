import { describe, expect, test } from 'vitest';
import type { RevocationSummary } from '../../result/revocation.ts';
import { eventfulResult, recordedResult } from '../fixture.ts';
import { names } from '../format.ts';
import { renderSummary } from '../terminal.ts';
import { failoverVerdicts } from './failover.ts';
import { revocationOutcome, revocationVerdicts } from './revocation.ts';

import { crossoverSentence, roundTripVerdicts } from './round-trips.ts';

const plain = (text: string | undefined) => (text ?? '').replaceAll('\u00a0', ' ');

test('an action whose time the run divides says by what in the same sentence', () => {
  const result = recordedResult();
  const [first] = result.revocation?.summary ?? [];
  if (first === undefined || result.revocation === null) throw new Error('nothing was recorded');
  const scaled = { boundMs: 1000, usualBoundMs: 600_000, action: 'key-withdrawn' } as const;
  const rowOf = (contender: string) => {
    return { ...first, ...scaled, contender, maxLowMs: 900, maxStaleMs: 950, staleAccepts: 3 };
  };
  result.revocation.summary = ['tokens', 'tokens-pushed-cached'].map(rowOf);
  const [verdict] = revocationVerdicts(result);
  expect(plain(verdict?.headline)).toMatch(
    /^After `key-withdrawn` \(time divided by 600: 10 min are 1\.00 s here\): /,
  );
  expect(plain(verdict?.headline)).toContain(
    '`tokens` and `tokens-pushed-cached` accepted the revoked credential for 900 ms to 950 ms',
  );
  const promises = verdict?.evidence.map(plain).filter((each) => each.includes('it promises'));
  expect(promises).toHaveLength(2);
  for (const each of promises ?? []) expect(each).toContain('1.00 s (10 min divided by 600)');
  const screen = renderSummary(result, { width: 100, colour: false });
  expect(screen).toContain('* key-withdrawn (time divided by 600: 10 min are 1.00 s here).');
});

describe('round trips', () => {
  const crossover = {
    lookup: 'sessions',
    signature: 'tokens-stateless',
    algorithm: 'ES256',
    library: 'jose',
    roundTripMs: 0.42,
    lowMs: 0.3,
    highMs: 0.6,
    measuredFromMs: 0.25,
    measuredToMs: 11.8,
    savedAtSmallestMs: 0.1,
  };

  test.for([
    ['at', 'once a round trip to Redis takes longer than 0.42 ms'],
    [
      'below-range',
      'at every round trip measured behind the link proxy, 0.25 ms and up; a nearer Redis may turn',
    ],
    ['above-range', 'at every round trip measured behind the link proxy, up to 11.8 ms'],
    ['parallel', 'their lines do not part'],
    ['too-few-blocks', 'cannot say'],
  ] as const)('crossover %s: %s', ([kind, words]) => {
    expect(plain(crossoverSentence({ ...crossover, kind }))).toContain(words);
  });

  test('whose crossing has an interval beyond what was measured is not given a figure', () => {
    const sentence = crossoverSentence({ ...crossover, kind: 'at', lowMs: -2, highMs: 20 });
    expect(sentence).toContain('this run cannot place it');
  });

  test('are counted, and the slopes agree with the count', () => {
    const [verdict] = roundTripVerdicts(recordedResult());
    expect(verdict?.headline).toContain('`sessions` 2');
    expect(verdict?.headline).toContain('`tokens-stateless` 0');
    expect(verdict?.evidence.join()).toContain('it agrees');
  });

  test('whose slope contradicts the count are a warning', () => {
    const result = recordedResult();
    const sweep = result.lookup?.rttSweep.find(({ contender }) => contender === 'tokens');
    if (sweep) sweep.slope = 1.4;
    const [verdict] = roundTripVerdicts(result);
    expect(verdict?.tone).toBe('warn');
    expect(verdict?.evidence.join()).toContain('it does not agree');
  });
});

describe('revocation', () => {
  const result = eventfulResult();
  const verdicts = revocationVerdicts(result);
  const logout = verdicts.find(({ headline }) => headline.startsWith('After `logout`: '));
  const evidence = plain(logout?.evidence.join('\n'));
  const ofLogout = (result.revocation?.summary ?? []).filter(({ action }) => action === 'logout');

  test('is one sentence per action, the worst first', () => {
    const actions = new Set(result.revocation?.summary.map(({ action }) => action));
    expect(verdicts).toHaveLength(actions.size);
    expect(logout?.headline).toMatch(/^After `logout`: .*again after refusing.*expiry.*not seen/);
    expect(logout?.tone).toBe('bad');
  });

  test('at once: nothing was accepted, and how much that still leaves room for', () => {
    const never = ofLogout.filter((row) => row.staleAccepts === 0 && row.resurrections === 0);
    expect(logout?.headline).toContain(
      `${names(never.map(({ contender }) => contender))} were not seen to accept the revoked credential again in 50 trials each`,
    );
    // A contender that promises an end within two seconds is said to have done no more than was seen of it.
    expect(never.map(({ contender }) => contender)).toContain('tokens-pushed');
    // 1 - 0.05^(1/50): with 50 trials and no event, up to 5.8 % are compatible with 95 % confidence.
    expect(never.map(({ trials }) => trials)).toEqual(never.map(() => 50));
    expect(evidence).toContain('up to 5.8 % of trials');
  });

  test('until expiry: still accepted when the watch ended, and the bound was not waited for', () => {
    expect(logout?.headline).toContain('`tokens-stateless` and `tokens-short` still accepted');
    expect(evidence).toContain('it promises 15 min 5 s, which was not waited for');
  });

  test.for<[string, Partial<RevocationSummary>]>([
    ['at-once', {}],
    ['within-promise', { staleAccepts: 3, maxMs: 40, boundMs: 2000 }],
    ['within-promise', { staleAccepts: 3, maxMs: 2100, maxStaleMs: 40, boundMs: 2000 }],
    ['within-promise', { staleAccepts: 3, maxLowMs: 945, maxStaleMs: 1070, boundMs: 1000 }],
    ['late', { staleAccepts: 3, maxLowMs: 1001, maxStaleMs: 1070, boundMs: 1000 }],
    ['late', { staleAccepts: 1, maxLowMs: 0.4, maxStaleMs: 2, boundMs: 0 }],
    ['late', { staleAccepts: 3, maxMs: 40, boundMs: 0 }],
    ['late', { staleAccepts: 3, maxMs: 2100, boundMs: 2000 }],
    ['until-expiry', { staleAccepts: 900, censored: 2, maxMs: null, boundMs: 905_000 }],
    ['against-promise', { staleAccepts: 900, censored: 2, maxMs: null, boundMs: 0 }],
    ['came-back', { staleAccepts: 1, resurrections: 1 }],
  ])('is %s for %o', ([outcome, change]) => {
    const found = ofLogout.find(({ contender }) => contender === 'tokens');
    if (found === undefined) throw new Error('the recorded run has tokens');
    // As in results that do not tell the last accept.
    const model = { ...found, maxLowMs: null, maxStaleMs: null, resolutionMs: 1.2 };
    expect(revocationOutcome({ ...model, ...change })).toBe(outcome);
  });

  test('of a demotion speaks of the old role', () => {
    const result = recordedResult();
    for (const row of result.revocation?.summary ?? []) row.action = 'demoted';
    expect(revocationVerdicts(result)[0]?.headline).toContain(
      'not seen to accept the old role again',
    );
  });
});

describe('failover', () => {
  const result = eventfulResult();
  const verdicts = failoverVerdicts(result);

  test('says of each fault who let the revoked in, who turned the valid away, who lost nothing', () => {
    const emptied = verdicts.find(({ headline }) => headline.startsWith('`redis-restarted-empty`'));
    expect(emptied?.headline).toContain(
      '`tokens` and `tokens-fail-open` let revoked credentials in',
    );
    expect(emptied?.headline).toContain(
      '`sessions`, `sessions-hardened` and `sessions-cached` turned valid users away',
    );
    expect(emptied?.tone).toBe('bad');
    const killed = verdicts.find(({ headline }) => headline.startsWith('`replica-killed`'));
    expect(killed?.headline).toMatch(/`sessions`, .*`tokens`, .* lost nothing/);
  });

  test('does not blame a fault for what a contender does without one', () => {
    for (const { headline } of verdicts.slice(0, 3)) {
      expect(headline).toMatch(
        /`sessions-memory`, `tokens-stateless` and `tokens-short` misjudged .* without/,
      );
    }
  });

  test('names a broken invariant and the surprises of the matrix', () => {
    const { cells = [], invariants = [] } = result.failover ?? {};
    const all = verdicts.flatMap(({ headline, evidence }) => [headline, ...evidence]).join('\n');
    expect(all).toContain(`1 of ${invariants.length} rules that must hold in every fault did not`);
    expect(all).toContain(
      `${cells.length - 1} of ${cells.length} cells of the fault matrix came out as expected`,
    );
  });
});
