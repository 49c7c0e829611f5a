import { describe, expect, test } from 'vitest';
import type { RevocationTrial } from '../../result/revocation.ts';
import { buildDocument } from '../build-document.ts';
import { recordedResult } from '../fixture.ts';
import { lifeOf, staleAfterMs, stalenessOf } from './staleness.ts';

/** A trial of a logout of `tokens`. `highMs`: when every replica refused; null: the watch ended before it. */
function trialOf(staleAccepts: number, highMs: number | null): RevocationTrial {
  const [found] = recordedResult().revocation?.trials ?? [];
  if (found === undefined) throw new Error('no trial was recorded');
  return {
    ...found,
    ...{ contender: 'tokens', action: 'logout', valid: true, resolutionMs: 4 },
    fleetHighMs: highMs,
    replicas: found.replicas.map((replica) => ({ ...replica, staleAccepts })),
  };
}

describe('how long something revoked was accepted', () => {
  const of = (...trials: RevocationTrial[]) => stalenessOf(trials, 'tokens', 'logout');

  test('has no figure in trials that saw no stale accept, however late their refusals were answered', () => {
    expect(of(trialOf(0, 11), trialOf(0, 79))).toEqual({
      ...{ unseen: 2, resolutionMs: 4, endsMs: [], censored: 0 },
    });
    expect(staleAfterMs(of(trialOf(0, 11), trialOf(0, 79)), 1)).toBe(0);
  });

  test('comes from the trials that saw one, and those that did not stand before them', () => {
    const mixed = of(trialOf(3, 20), trialOf(0, 79), trialOf(1, 15), trialOf(0, 11));
    expect([0.5, 0.75, 1].map((share) => staleAfterMs(mixed, share))).toEqual([0, 15, 20]);
  });

  test('is not known of trials that were accepting when the watch ended', () => {
    expect(staleAfterMs(of(trialOf(0, 11), trialOf(9, null)), 1)).toBeNull();
  });

  test('counts a life in whole seconds, because the moment of the login does not order contenders', () => {
    expect([904_926, 904_748].map(lifeOf)).toEqual([905_000, 905_000]);
  });

  test('is told as none seen wherever the report has a time for it', () => {
    const blocks = buildDocument(recordedResult()).sections.flatMap((section) => section.blocks);
    const tables = blocks.flatMap((block) =>
      block.kind === 'figure' ? [block.figure.table] : block.kind === 'table' ? [block.table] : [],
    );
    const rowsOf = (caption: string) =>
      tables.find((table) => table.caption.startsWith(caption))?.rows ?? [];
    const [detail] = rowsOf('Revocation latency of the fleet in detail');
    const [quantiles] = rowsOf('After `logout`: time by which');
    for (const row of [detail, quantiles]) {
      expect(row?.[0]?.text).toBe('`sessions`');
      expect(row?.map(({ text }) => text)).toContain('none seen');
      expect(row?.[4]?.text).not.toMatch(/^[\d.,]+\s?ms$/);
    }
  });
});
