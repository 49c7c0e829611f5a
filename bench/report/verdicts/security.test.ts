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
  expect(plain(verdict?.headline)).toBe(
    'After `key-withdrawn`: `tokens` and `tokens-pushed-cached` accepted the credential for 900 ms to 950 ms at most (time divided by 600), as announced',
  );
  expect(verdict?.evidence.map(plain)).toContain('time divided by 600: 10 min are 1.00 s here');
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
    ['below-range', 'at every round trip measured behind the link proxy, 0.25 ms and up'],
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
    const told = roundTripVerdicts(recordedResult()).filter(({ headline }) =>
      headline.startsWith('On each request'),
    );
    expect(told[0]?.headline).toBe('On each request `sessions` makes 2 round trips to Redis');
    expect(told.at(-1)?.headline).toMatch(/make 0 round trips to Redis$/);
    expect(told.at(-1)?.evidence[0]).toContain('`tokens-stateless`');
    for (const { evidence } of told) expect(evidence.join()).toContain('it agrees');
  });

  test('of a Redis that is nearer than any measured one are left open', () => {
    const result = recordedResult();
    for (const each of result.lookup?.crossovers ?? []) each.kind = 'below-range';
    expect(roundTripVerdicts(result).at(-1)?.evidence).toContain(
      'a nearer Redis may turn the order round',
    );
  });

  test('whose slope contradicts the count are a warning', () => {
    const result = recordedResult();
    const sweep = result.lookup?.rttSweep.find(({ contender }) => contender === 'tokens');
    if (sweep) sweep.slope = 1.4;
    const [verdict, ...others] = roundTripVerdicts(result).filter(
      ({ tone, headline }) => tone === 'warn' && headline.startsWith('On each request'),
    );
    expect(others).toEqual([]);
    expect(verdict?.headline).toContain('1 round trip to Redis');
    expect(verdict?.evidence.join()).toContain('it does not agree');
  });
});

describe('revocation', () => {
  const result = eventfulResult();
  const verdicts = revocationVerdicts(result);
  const logout = verdicts.filter(({ headline }) => headline.startsWith('After `logout`: '));
  const ofLogout = (result.revocation?.summary ?? []).filter(({ action }) => action === 'logout');

  test('has a sentence for each outcome of an action, the worst first', () => {
    const actions = new Set(result.revocation?.summary.map(({ action }) => action));
    const told = verdicts.map(({ headline }) => headline.split(':')[0]);
    expect(new Set(told).size).toBe(actions.size);
    expect(logout.map(({ headline }) => headline).join('\n')).toMatch(
      /again after refusing.*\n.*expiry ends it(?:\n.*)?\n.*not seen/,
    );
    expect(logout[0]?.tone).toBe('bad');
    expect(logout.at(-1)?.tone).toBe('good');
  });

  test('at once: nothing was accepted, and how much that still leaves room for', () => {
    const never = ofLogout.filter((row) => row.staleAccepts === 0 && row.resurrections === 0);
    const { headline, evidence = [] } = logout.at(-1) ?? {};
    expect(plain(headline)).toBe(
      `After \`logout\`: ${never.length} of ${ofLogout.length} contenders were not seen to accept the credential again in 50 trials each`,
    );
    expect(evidence[0]).toContain(`${names(never.map(({ contender }) => contender))}: none seen`);
    // A contender that promises an end within two seconds is said to have done no more than was seen of it.
    expect(never.map(({ contender }) => contender)).toContain('tokens-pushed');
    // 1 - 0.05^(1/50): with 50 trials and no event, up to 5.8 % are compatible with 95 % confidence.
    expect(never.map(({ trials }) => trials)).toEqual(never.map(() => 50));
    expect(plain(evidence[0])).toContain('up to 5.8 % of trials');
  });

  test('until expiry: still accepted when the watch ended, and the bound was not waited for', () => {
    const expiring = logout.find(({ headline }) => headline.includes('expiry'));
    expect(expiring?.headline).toContain('`tokens-stateless` and `tokens-short` still accepted');
    expect(expiring?.tone).toBe('warn');
    expect(plain(expiring?.evidence.join())).toContain(
      'it promises 15 min 5 s, which was not waited for',
    );
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
    expect(revocationVerdicts(result).at(-1)?.headline).toContain(
      'not seen to accept the old role again',
    );
  });
});

describe('failover', () => {
  const result = eventfulResult();
  const verdicts = failoverVerdicts(result);

  test('says of each fault who let the revoked in, who turned the valid away, who lost nothing', () => {
    const told = (fault: string) =>
      verdicts.filter(({ headline }) => headline.startsWith(`\`${fault}\`: `));
    const [letIn, turnedAway] = told('redis-restarted-empty');
    expect(letIn?.headline).toContain('`tokens` and `tokens-fail-open` let revoked credentials in');
    expect(letIn?.tone).toBe('bad');
    expect(turnedAway?.headline).toContain(
      '`sessions`, `sessions-hardened` and `sessions-cached` turned valid users away',
    );
    expect(turnedAway?.tone).toBe('warn');
    const unharmed = told('replica-killed').at(-1);
    expect(unharmed?.headline).toMatch(/: \d+ of \d+ contenders lost nothing$/);
    expect(unharmed?.evidence[0]).toMatch(/^`sessions`, .*`tokens`, .*: \d+ trials/);
  });

  test('does not blame a fault for what a contender does without one', () => {
    const faults = new Set(result.failover?.summary.map(({ fault }) => fault));
    const anyway = verdicts.filter(({ headline }) =>
      /`sessions-memory`, `tokens-stateless` and `tokens-short` misjudged .* without/.test(
        headline,
      ),
    );
    expect(anyway).toHaveLength(faults.size);
    for (const { tone } of anyway) expect(tone).toBe('neutral');
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
