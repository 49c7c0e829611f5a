import type { Result } from '../result.ts';
import type { FactDifference } from './facts.ts';

/**
 * What was counted and not timed, so that it may be compared across machines: round trips, whether a revoked credential
 * was accepted, came back or outlived the watch, whether a fault let anybody in or turned anybody away.
 */
export function countedDifferences(a: Result, b: Result): FactDifference[] {
  const [inA, inB] = [countsOf(a), countsOf(b)];
  return [...inA.keys()]
    .filter((fact) => inB.has(fact) && inB.get(fact) !== inA.get(fact))
    .map((fact) => ({ fact, a: inA.get(fact) ?? '', b: inB.get(fact) ?? '' }));
}

function countsOf({ lookup, revocation, failover }: Result): Map<string, string> {
  const yes = (happened: number) => (happened > 0 ? 'yes' : 'no');
  return new Map([
    ...(lookup?.ledger ?? []).flatMap((row): [string, string][] => [
      [`${row.contender}: Redis commands per request`, row.redisCommandsPerRequest.toFixed(1)],
      [`${row.contender}: round trips per request`, row.redisRoundTripsPerRequest.toFixed(1)],
    ]),
    ...(revocation?.summary ?? []).flatMap((row): [string, string][] => [
      [
        `${row.contender}, ${row.action}: accepted after the acknowledgement`,
        yes(row.staleAccepts),
      ],
      [`${row.contender}, ${row.action}: came back`, yes(row.resurrections)],
      [`${row.contender}, ${row.action}: outlived the watch`, yes(row.censored)],
    ]),
    ...(failover?.summary ?? []).flatMap((row): [string, string][] => {
      const cell = `${row.contender}, ${row.fault}${row.variant === null ? '' : ` ${row.variant}`}`;
      return [
        [`${cell}: revoked let in`, yes(row.falseAccepts)],
        [`${cell}: valid turned away`, yes(row.falseRejects)],
        [`${cell}: requests failed`, yes(row.failed)],
      ];
    }),
  ]);
}
