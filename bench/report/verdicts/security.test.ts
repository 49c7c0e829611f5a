import { sum } from 'd3-array';
import { describe, expect, test } from 'vitest';
import type { RevocationSummary } from '../../result/revocation.ts';
import { eventfulResult, recordedResult } from '../fixture.ts';
import { names } from '../format.ts';
import { failoverVerdicts } from './failover.ts';
import { revocationOutcome, revocationVerdicts } from './revocation.ts';
import { revocationProofVerdicts } from './revocation-proofs.ts';

const plain = (text: string | undefined) => (text ?? '').replaceAll('\u00a0', ' ');

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

  const proof = (about: RegExp, of = result) => {
    const found = revocationProofVerdicts(of).filter(({ headline }) => about.test(headline));
    return plain(found.flatMap(({ headline, evidence }) => [headline, ...evidence]).join('\n'));
  };

  test('races count only where the request under way can write a record', () => {
    const races = (result.revocation?.races ?? []).filter(({ inFlight }) => inFlight !== 'login');
    const writing = races.filter(({ inFlight }) => inFlight !== 'read');
    const [own] = writing.filter(({ contender }) => contender === 'sessions');
    const lasting = writing.filter(({ cameBack }) => cameBack === 0);
    const fewest = Math.min(...lasting.map(({ overlapped }) => overlapped));
    const said = proof(/^A request under way/);
    expect(said).toContain(`of \`sessions\` in ${own?.cameBack} of ${own?.races} races`);
    const room = (100 * (1 - 0.05 ** (1 / fewest))).toFixed(1);
    expect(said).toContain(
      `\`tokens-pushed\`: none in ${fewest} or more overlapping races of each kind, which leaves room for up to ${room} %`,
    );
  });

  test('streams that were open at the logout are counted, and so is what ends them', () => {
    const left = (result.revocation?.openStreams ?? []).filter(
      ({ variant }) => variant === 'left-open',
    );
    const trials = sum(left, (row) => row.trials);
    expect(proof(/stream/)).toContain(
      `outlived it in ${trials} of ${trials} trials of ${left.length} contenders`,
    );
    const ended = eventfulResult();
    for (const row of ended.revocation?.openStreams ?? []) {
      row.stillOpen = row.contender === 'tokens' && row.variant === 'left-open' ? 1 : 0;
    }
    expect(proof(/stream/, ended)).toContain(
      `outlived it in 1 of ${trials} trials of ${left.length} contenders: \`tokens\``,
    );
    for (const row of ended.revocation?.openStreams ?? []) row.stillOpen = 0;
    expect(proof(/streams/, ended)).toContain(`none of ${trials} trials`);
  });

  test('a full store has a verdict for each contender, by the policies that let the revoked in', () => {
    expect(proof(/^When Redis is full.*`tokens`/)).toContain(
      '7 of 8 eviction policies let revoked credentials of `tokens` in again',
    );
    expect(proof(/^When Redis is full.*`tokens-pushed`/)).toContain('none of 8 eviction policies');
    const mended = eventfulResult();
    for (const row of mended.revocation?.correctness ?? []) {
      row.observed = row.observed.replace(/\d+ accepted again/, '0 accepted again');
    }
    expect(proof(/^When Redis is full.*`tokens`/, mended)).toContain('none of 8');
  });

  test('cases of list correctness that failed are named; full stores are no part of them', () => {
    const spoilt = eventfulResult();
    const cases = (spoilt.revocation?.correctness ?? []).filter(
      (row) => !row.case.startsWith('eviction-'),
    );
    if (cases[0] !== undefined) cases[0].ok = false;
    const said = proof(/ways in which lists/, spoilt);
    expect(said).toContain(`${cases.length - 1} of ${cases.length} ways`);
    expect(said).toContain(`\`${cases[0]?.case}\``);
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
