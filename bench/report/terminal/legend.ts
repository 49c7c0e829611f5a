import { extent } from 'd3-array';
import type { Result } from '../../result/result.ts';
import type { ExperimentName } from '../../result/run.ts';
import { milliseconds } from '../format.ts';
import { revocationOutcome } from '../verdicts/revocation-outcome.ts';

/** What the words of a table mean; only of those that stand in it. */
export function legendOf(result: Result, experiment: ExperimentName): string[] {
  switch (experiment) {
    case 'revocation':
      return revocationLegend(result);
    case 'failover':
      return [
        'healed after: the first whole second without anything wrong; not seen: not within the watch; as before: it misjudges without a fault too.',
      ];
    default:
      return [];
  }
}

function revocationLegend({ revocation }: Result): string[] {
  const summaries = revocation?.summary ?? [];
  const found = new Set(summaries.map(revocationOutcome));
  const [finest, coarsest] = extent(summaries, (each) => each.resolutionMs ?? undefined);
  return [
    ...(found.has('at-once')
      ? [
          `none seen: no probe sent after the acknowledgement was accepted; they were at most ${milliseconds(finest)} to ${milliseconds(coarsest)} apart.`,
        ]
      : []),
    ...(found.has('until-expiry')
      ? ['expiry: still accepted when the watch ended; nothing earlier was promised.']
      : []),
    ...(found.has('against-promise')
      ? ['to the end: still accepted when the watch ended, though an earlier end was promised.']
      : []),
  ];
}
