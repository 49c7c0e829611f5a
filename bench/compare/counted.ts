import type { Result } from '../result/result.ts';
import type { FactDifference } from './facts.ts';

/**
 * What was counted and not timed, so that it may be compared across machines: round trips, whether a revoked credential
 * was accepted, came back or outlived the watch, whether a fault let anybody in or turned anybody away.
 */
export function countedDifferences(a: Result, b: Result): FactDifference[] {
  const [inA, inB] = [countsOf(a), countsOf(b)];
  return [...ledgerDifferences(a, b), ...differing(inA, inB)];
}

/** Whole numbers but for what an arm does unasked, which the gate of the ledger allows so much of. */
const ledgerSlack = 0.1;

function ledgerDifferences(a: Result, b: Result): FactDifference[] {
  return (a.lookup?.ledger ?? []).flatMap((one) => {
    const other = b.lookup?.ledger.find(({ contender }) => contender === one.contender);
    if (other === undefined) return [];
    const counts = [
      ['Redis commands', one.redisCommandsPerRequest, other.redisCommandsPerRequest],
      ['round trips', one.redisRoundTripsPerRequest, other.redisRoundTripsPerRequest],
    ] as const;
    return counts
      .filter(([, inA, inB]) => Math.abs(inA - inB) > ledgerSlack)
      .map(([what, inA, inB]) => ({
        fact: `${one.contender}: ${what} per request`,
        a: inA.toFixed(2),
        b: inB.toFixed(2),
      }));
  });
}

function differing(
  inA: ReadonlyMap<string, string>,
  inB: ReadonlyMap<string, string>,
): FactDifference[] {
  return [...inA.keys()]
    .filter((fact) => inB.has(fact) && inB.get(fact) !== inA.get(fact))
    .map((fact) => ({ fact, a: inA.get(fact) ?? '', b: inB.get(fact) ?? '' }));
}

function countsOf({ revocation, failover }: Result): Map<string, string> {
  const yes = (happened: number) => (happened > 0 ? 'yes' : 'no');
  return new Map([
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
