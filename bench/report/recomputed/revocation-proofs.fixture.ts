import type { Result } from '../../result/result.ts';
import { namesIn, roomFor } from './revocation.fixture.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

type Revocation = NonNullable<Result['revocation']>;
type Race = Revocation['races'][number];

/** Races of the kind that the headline speaks of: with a login under way, or with a request that writes. */
function racesOf({ revocation }: Result, headline: string): Race[] {
  const kinds = headline.includes('login') ? ['login'] : ['write', 'touch'];
  return (revocation?.races ?? []).filter(({ inFlight }) => kinds.includes(inFlight));
}

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

type Stream = Revocation['openStreams'][number];

function streamsOf({ revocation }: Result, variant: Stream['variant']): Stream[] {
  return (revocation?.openStreams ?? []).filter((row) => row.variant === variant);
}

export const revocationProofKinds: readonly Kind[] = [
  {
    pattern: pattern('of `(?<who>[\\w-]+)` in (?<back><number>) of (?<races><number>) races'),
    figures: ({ who }, { text }, result) => {
      const own = racesOf(result, text).filter((race) => race.contender === who && race.cameBack);
      return {
        back: sumOf(own.map(({ cameBack }) => cameBack)),
        races: sumOf(own.map(({ races }) => races)),
      };
    },
  },
  {
    pattern: pattern(
      '^`(?<who>[\\w-]+)`: (?<back><number>) of (?<races><number>) forced races? with a (?<kind>\\w+) under way, of which (?<overlapped><number>) overlapped',
    ),
    figures: ({ who, kind }, { about }, result) => {
      const race = racesOf(result, about).find(
        (each) => each.contender === who && each.inFlight === kind,
      );
      return {
        back: race?.cameBack ?? Number.NaN,
        races: race?.races ?? Number.NaN,
        overlapped: race?.overlapped ?? Number.NaN,
      };
    },
  },
  {
    pattern: pattern(
      'none in (?<fewest><number>) or more overlapping races of each kind, which leaves room for up to (?<room><number>) %',
    ),
    figures: (_, { about }, result) => {
      const lasting = racesOf(result, about).filter(({ cameBack }) => cameBack === 0);
      const fewest = Math.min(...lasting.map(({ overlapped }) => overlapped));
      return { fewest, room: roomFor(fewest) };
    },
  },
  {
    pattern: pattern(
      'outlived it in (?<open><number>) of (?<trials><number>) trials of (?<contenders><number>) contenders',
    ),
    figures: (_, __, result) => {
      const left = streamsOf(result, 'left-open');
      return {
        open: sumOf(left.map(({ stillOpen }) => stillOpen)),
        trials: sumOf(left.map(({ trials }) => trials)),
        contenders: new Set(left.map(({ contender }) => contender)).size,
      };
    },
  },
  {
    pattern: pattern('left alone and watched for (?<watched><time>)'),
    figures: (_, __, result) => ({
      watched: Math.min(...streamsOf(result, 'left-open').map(({ watchedMs }) => watchedMs)),
    }),
  },
  {
    pattern: pattern(
      '(?<kind>closed when|checked again every (?<period><time>)).*: of (?<trials><number>) trials all ended within (?<latest><time>)',
    ),
    figures: ({ kind = '' }, _, result) => {
      const rows = streamsOf(result, kind === 'closed when' ? 'closed-on-push' : 'checked-again');
      return {
        period: rows[0]?.periodMs ?? Number.NaN,
        trials: sumOf(rows.map(({ trials }) => trials)),
        latest: Math.max(...rows.map(({ maxMs }) => maxMs ?? Number.NaN)),
      };
    },
  },
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
      'and (?<some><number>) of (?<policies><number>) eviction policies signed valid users out, (?<out><number>) of (?<valid><number>)',
    ),
    figures: (_, { text }, result) => {
      const all = evictionsOf(result, namesIn(text)[0] ?? '');
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
      '^(?<which>.*): (?<again><number>) of (?<revoked><number>) revoked accepted again, (?<out><number>) of (?<valid><number>) valid signed out',
    ),
    figures: ({ which = '' }, { about }, result) => {
      const policies = namesIn(which);
      const [contender = ''] = namesIn(about);
      const own = evictionsOf(result, contender).filter(({ policy }) => policies.includes(policy));
      const alike = new Set(own.map(({ policy: _, ...counts }) => JSON.stringify(counts)));
      const [one] = own;
      return alike.size === 1 && own.length === policies.length && one !== undefined
        ? { again: one.again, revoked: one.revoked, out: one.out, valid: one.valid }
        : { again: Number.NaN };
    },
  },
  {
    pattern: pattern(
      '^`(?<who>[\\w-]+)`: life (?<life><time>), last accepted (?<last><time>) and refused (?<refused><time>) after expiry, tolerance (?<tolerance><time>)',
    ),
    figures: ({ who }, { about }, { revocation }) => {
      const bound = revocation?.bounds.find(
        ({ contender, action }) =>
          contender === who && (action === 'demoted') === about.includes('role'),
      );
      return {
        life: bound?.credentialLifeMs ?? Number.NaN,
        last: bound?.lastAcceptAfterExpiryMs ?? Number.NaN,
        refused: bound?.firstRefusalAfterExpiryMs ?? Number.NaN,
        tolerance: bound?.toleranceMs ?? Number.NaN,
      };
    },
  },
  {
    pattern: pattern('^expiry proven: (?<proven><number>) of (?<all><number>)'),
    figures: (_, __, { revocation }) => ({
      proven: (revocation?.bounds ?? []).filter(({ ok }) => ok).length,
      all: revocation?.bounds.length ?? Number.NaN,
    }),
  },
  {
    pattern: pattern('tried with a life of (?<life><time>)'),
    figures: (_, { text }, { revocation }) => ({
      life: Math.min(
        ...(revocation?.bounds ?? [])
          .filter(({ action }) => (action === 'demoted') === text.includes('role'))
          .map(({ credentialLifeMs }) => credentialLifeMs),
      ),
    }),
  },
  {
    pattern: pattern('^(?<right><number>) of (?<ways><number>) ways in which lists'),
    figures: (_, __, { revocation }) => {
      const rows = (revocation?.correctness ?? []).filter(
        (row) => !row.case.startsWith('eviction-'),
      );
      return { right: rows.filter(({ ok }) => ok).length, ways: rows.length };
    },
  },
];
