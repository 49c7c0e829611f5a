import type { Result } from '../../result/result.ts';
import { namesIn, sharedBy, whoShares } from './contenders.fixture.ts';
import { evictionKinds } from './eviction.fixture.ts';
import { roomFor } from './revocation.fixture.ts';
import { type Kind, pattern, sumOf } from './sentence.fixture.ts';

type Revocation = NonNullable<Result['revocation']>;
type Race = Revocation['races'][number];

/** Races of the kind that the headline speaks of: with a login under way, or with a request that writes. */
function racesOf({ revocation }: Result, headline: string): Race[] {
  const kinds = headline.includes(' login ') ? ['login'] : ['write', 'touch'];
  return (revocation?.races ?? []).filter(({ inFlight }) => kinds.includes(inFlight));
}

function contendersOf(rows: readonly { readonly contender: string }[]): string[] {
  return [...new Set(rows.map(({ contender }) => contender))];
}

type Stream = Revocation['openStreams'][number];

function streamsOf({ revocation }: Result, variant: Stream['variant']): Stream[] {
  return (revocation?.openStreams ?? []).filter((row) => row.variant === variant);
}

export const revocationProofKinds: readonly Kind[] = [
  {
    pattern: pattern(
      `of ${whoShares} (?:under way|back) .*?in (?<back><number>) of (?<races><number>) races?$`,
    ),
    figures: (groups, { text }, result) => {
      const all = racesOf(result, text);
      const own = all.filter(({ cameBack }) => cameBack > 0);
      return {
        ...sharedBy(groups, contendersOf(own), contendersOf(all).length),
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
      `^With ${whoShares}, .* (?:outlived it in (?<open><number>) of|was open in each of) (?<trials><number>) trials?$`,
    ),
    figures: (groups, _, result) => {
      const left = streamsOf(result, 'left-open');
      const own = left.filter(({ stillOpen }) => stillOpen > 0 === (groups.open !== undefined));
      return {
        ...sharedBy(groups, contendersOf(own), contendersOf(left).length),
        open: sumOf(own.map(({ stillOpen }) => stillOpen)),
        trials: sumOf(own.map(({ trials }) => trials)),
      };
    },
  },
  {
    pattern: pattern('^(?<names>`.*`): left alone and watched for (?<watched><time>)'),
    figures: ({ names = '' }, _, result) => ({
      watched: Math.min(
        ...streamsOf(result, 'left-open')
          .filter(({ contender }) => namesIn(names).includes(contender))
          .map(({ watchedMs }) => watchedMs),
      ),
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
  ...evictionKinds,
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
    pattern: pattern(
      `^Expiry .* revoked (?<what>role|credential) of ${whoShares} (?:tried|in time)`,
    ),
    figures: (groups, { text }, { revocation }) => {
      const all = (revocation?.bounds ?? []).filter(
        ({ action }) => (action === 'demoted') === (groups.what === 'role'),
      );
      const own = all.filter(({ ok }) => ok === text.startsWith('Expiry ends'));
      return sharedBy(groups, contendersOf(own), contendersOf(all).length);
    },
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
