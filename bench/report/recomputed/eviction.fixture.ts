import type { Result } from '../../result/result.ts';
import { namesIn } from './contenders.fixture.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

/** What was observed of each full store, read from the words of the file. */
function evictionsOf({ revocation }: Result, contender: string) {
  return (revocation?.correctness ?? [])
    .filter((row) => row.contender === contender && row.case.startsWith('eviction-'))
    .map((row) => {
      const [revoked = 0, again = 0, valid = 0, out = 0] = (row.observed.match(/\d+/g) ?? []).map(
        Number,
      );
      return { policy: row.case.replace('eviction-', ''), revoked, again, valid, out };
    });
}

export const evictionKinds: readonly Kind[] = [
  {
    pattern: pattern(
      '(?<harmful><number>|none) of (?<policies><number>) eviction policies let (?:a )?revoked credentials? of `(?<who>[\\w-]+)` in again(?:, (?<again><number>) of (?<revoked><number>))?',
    ),
    figures: ({ who = '' }, _, result) => {
      const all = evictionsOf(result, who);
      const harmful = all.filter(({ again }) => again > 0);
      return {
        harmful: harmful.length,
        policies: all.length,
        again: sumOf(harmful.map(({ again }) => again)),
        revoked: sumOf(harmful.map(({ revoked }) => revoked)),
      };
    },
  },
  {
    pattern: pattern(
      '(?<some><number>|none) of (?<policies><number>) eviction policies signed (?:a )?valid users? of `(?<who>[\\w-]+)` out(?:, (?<out><number>) of (?<valid><number>))?',
    ),
    figures: ({ who = '' }, _, result) => {
      const all = evictionsOf(result, who);
      const signing = all.filter(({ out }) => out > 0);
      return {
        some: signing.length,
        policies: all.length,
        out: sumOf(signing.map(({ out }) => out)),
        valid: sumOf(signing.map(({ valid }) => valid)),
      };
    },
  },
  {
    pattern: pattern(
      '^(?<which>.*): (?:(?<again><number>) of (?<revoked><number>) revoked let in again|(?<out><number>) of (?<valid><number>) valid signed out)',
    ),
    figures: ({ which = '', again }, { about }, result) => {
      const policies = namesIn(which);
      const [contender = ''] = namesIn(about);
      const own = evictionsOf(result, contender).filter(({ policy }) => policies.includes(policy));
      const counts = own.map((each) =>
        again === undefined ? [each.out, each.valid] : [each.again, each.revoked],
      );
      const alike = new Set(counts.map(String));
      const isRight = alike.size === 1 && own.length === policies.length;
      const [harmed = Number.NaN, all = Number.NaN] = (isRight ? counts[0] : undefined) ?? [];
      return again === undefined ? { out: harmed, valid: all } : { again: harmed, revoked: all };
    },
  },
];
