import { describe, expect, test } from 'vitest';
import type { RevocationSummary } from '../../result/revocation.ts';
import { fixtureResult } from '../fixture.ts';
import { failoverVerdicts } from './failover.ts';
import { revocationVerdicts } from './revocation.ts';
import { revocationOutcome } from './revocation-outcome.ts';
import { revocationProofVerdicts } from './revocation-proofs.ts';
import { crossoverSentence, roundTripVerdicts } from './round-trips.ts';

const plain = (text: string | undefined) => (text ?? '').replaceAll('\u00a0', ' ');

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
    ['below-range', 'at every round trip measured, 0.25 ms and up'],
    ['above-range', 'at every round trip measured, up to 11.8 ms'],
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
    const [verdict] = roundTripVerdicts(fixtureResult());
    expect(verdict?.headline).toContain('`sessions` 2');
    expect(verdict?.headline).toContain('`tokens-stateless` 0');
    expect(verdict?.evidence.join()).toContain('it agrees');
  });

  test('whose slope contradicts the count are a warning', () => {
    const result = fixtureResult();
    const sweep = result.lookup?.rttSweep.find(({ contender }) => contender === 'tokens');
    if (sweep) sweep.slope = 1.4;
    const [verdict] = roundTripVerdicts(result);
    expect(verdict?.tone).toBe('warn');
    expect(verdict?.evidence.join()).toContain('it does not agree');
  });
});

describe('revocation', () => {
  const [logout, ...others] = revocationVerdicts(fixtureResult());
  const evidence = plain(logout?.evidence.join('\n'));

  test('is one sentence per action, the worst first', () => {
    expect(others).toEqual([]);
    expect(logout?.headline).toMatch(/^After `logout`: .*again after refusing.*expiry.*never/);
    expect(logout?.tone).toBe('bad');
  });

  test('at once: nothing was accepted, and how much that still leaves room for', () => {
    expect(logout?.headline).toContain('`sessions-memory` and `tokens` never accepted');
    // 1 - 0.05^(1/50): with 50 trials and no event, up to 5.8 % are compatible with 95 % confidence.
    expect(evidence).toContain('up to 5.8 % of trials');
  });

  test('until expiry: still accepted when the watch ended, and the bound was not waited for', () => {
    expect(logout?.headline).toContain('`tokens-stateless` still accepted');
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
    const model = fixtureResult().revocation?.summary.find(
      ({ contender }) => contender === 'tokens',
    );
    if (model === undefined) throw new Error('the fixture has tokens');
    expect(revocationOutcome({ ...model, ...change })).toBe(outcome);
  });

  test('of a demotion speaks of the old role', () => {
    const result = fixtureResult();
    for (const row of result.revocation?.summary ?? []) row.action = 'demoted';
    expect(revocationVerdicts(result)[0]?.headline).toContain('never accepted the old role again');
  });

  test('races that brought a credential back are counted per contender', () => {
    const [races] = revocationProofVerdicts(fixtureResult({ deep: true }));
    expect(races?.headline).toContain('of `sessions` in 31 races');
    expect(plain(races?.evidence.join('\n'))).toContain(
      '`tokens`: none in 190 or more overlapping races each, which leaves room for up to 1.6 %',
    );
  });

  test('cases of list correctness that failed are named', () => {
    const verdict = revocationProofVerdicts(fixtureResult({ deep: true })).at(-1);
    expect(verdict?.headline).toContain('1 of 2 ways');
    expect(verdict?.evidence[0]).toContain('`eviction-allkeys-lru`');
  });
});

describe('failover', () => {
  const verdicts = failoverVerdicts(fixtureResult({ deep: true }));

  test('says of each fault who let the revoked in, who turned the valid away, who lost nothing', () => {
    const emptied = verdicts.find(({ headline }) => headline.startsWith('`redis-restarted-empty`'));
    expect(emptied?.headline).toContain('`tokens` let revoked credentials in');
    expect(emptied?.headline).toContain('`sessions` turned valid users away');
    expect(emptied?.tone).toBe('bad');
    const killed = verdicts.find(({ headline }) => headline.startsWith('`replica-killed`'));
    expect(killed?.headline).toContain('`sessions` and `tokens` lost nothing');
  });

  test('does not blame a fault for what a contender does without one', () => {
    for (const { headline } of verdicts.slice(0, 2)) {
      expect(headline).toMatch(/`sessions-memory` and `tokens-stateless` misjudged .* without/);
    }
  });

  test('names a broken invariant and the surprises of the matrix', () => {
    const all = verdicts.flatMap(({ headline, evidence }) => [headline, ...evidence]).join('\n');
    expect(all).toContain('1 of 2 rules that must hold in every fault did not');
    expect(all).toContain('6 of 8 cells of the fault matrix came out as expected');
  });
});
