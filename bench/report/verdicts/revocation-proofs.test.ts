import { sum } from 'd3-array';
import { describe, expect, test } from 'vitest';
import { eventfulResult } from '../fixture.ts';
import { revocationProofVerdicts } from './revocation-proofs.ts';

describe('what a run proves beside the latency of a revocation', () => {
  const result = eventfulResult();
  const plain = (text: string) => text.replaceAll('\u00a0', ' ');
  const proof = (about: RegExp, of = result) => {
    const found = revocationProofVerdicts(of).filter(({ headline }) => about.test(headline));
    return plain(found.flatMap(({ headline, evidence }) => [headline, ...evidence]).join('\n'));
  };

  test('races count only where the request under way can write a record', () => {
    const races = (result.revocation?.races ?? []).filter(({ inFlight }) => inFlight !== 'login');
    const writing = races.filter(({ inFlight }) => inFlight !== 'read');
    const back = writing.filter(({ cameBack }) => cameBack > 0);
    const [own] = back.filter(({ contender }) => contender === 'sessions');
    const lasting = writing.filter(({ cameBack }) => cameBack === 0);
    const fewest = Math.min(...lasting.map(({ overlapped }) => overlapped));
    const said = proof(/^A request under way/);
    expect(said).toContain(
      `back in ${sum(back, ({ cameBack }) => cameBack)} of ${sum(back, (race) => race.races)} races`,
    );
    expect(said).toContain(`\`sessions\`: ${own?.cameBack} of ${own?.races} forced races`);
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
      `With all ${left.length} contenders, a stream that was open at \`logout\` outlived it in ${trials} of ${trials} trials`,
    );
    const ended = eventfulResult();
    for (const row of ended.revocation?.openStreams ?? []) {
      row.stillOpen = row.contender === 'tokens' && row.variant === 'left-open' ? 1 : 0;
    }
    const own = left.find(({ contender }) => contender === 'tokens')?.trials ?? 0;
    const mixed = proof(/stream/, ended);
    expect(mixed).toContain(
      `With \`tokens\`, a stream that was open at \`logout\` outlived it in 1 of ${own} trials`,
    );
    expect(mixed).toContain(
      `With ${left.length - 1} of ${left.length} contenders, \`logout\` ended the stream that was open in each of ${trials - own} trials`,
    );
    for (const row of ended.revocation?.openStreams ?? []) row.stillOpen = 0;
    expect(proof(/stream/, ended)).toContain(`in each of ${trials} trials`);
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
