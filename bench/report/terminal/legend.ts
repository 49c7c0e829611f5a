import type { Result } from '../../result/result.ts';
import type { RevocationSummary } from '../../result/revocation.ts';
import type { ExperimentName } from '../../result/run.ts';
import { signedWith } from '../evidence/configuration.ts';
import { isSmoke, whyNoCosts } from '../evidence/shown.ts';
import { actionText, scaleOf } from '../evidence/staleness.ts';
import { gapsBetweenProbes } from '../sections/limits.ts';
import { revocationOutcome } from '../verdicts/revocation.ts';
import { isHarmed, isUndoneInRaces } from './tables.ts';

/** Explains the words that occur in the table. */
export function legendOf(result: Result, experiment: ExperimentName): string[] {
  switch (experiment) {
    case 'revocation':
      return revocationLegend(result);
    case 'failover':
      return failoverLegend(result);
    case 'lookup':
      return isSmoke(result) ? [whyNoCosts] : lookupLegend(result);
    default:
      return isSmoke(result) ? [whyNoCosts] : [];
  }
}

/** Which signature the rows are the cost of; their bare names stand in the tables. */
function lookupLegend({ lookup }: Result): string[] {
  const signed = signedWith((lookup?.costs ?? []).map(({ contender }) => contender));
  return signed === '' ? [] : [signed];
}

function failoverLegend({ failover }: Result): string[] {
  const harmed = (failover?.summary ?? []).filter(isHarmed);
  return harmed.length === 0
    ? []
    : [
        'recovered after: the first whole second without anything wrong; not seen: not within the watch; as before: it misjudges without a fault too.',
      ];
}

function revocationLegend({ revocation }: Result): string[] {
  const { summary = [], trials = [], races = [] } = revocation ?? {};
  const found = new Set(summary.map(revocationOutcome));
  return [
    ...(found.has('at-once')
      ? [
          `none seen: no probe sent after the acknowledgement was accepted; ${gapsBetweenProbes(trials)}.`,
        ]
      : []),
    ...scaledActions(summary),
    ...(summary.some((each) => isUndoneInRaces(each, races))
      ? ['in races: none seen, but accepted again where the logout met a request under way.']
      : []),
    ...(found.has('until-expiry')
      ? ['expiry: still accepted when the watch ended; nothing earlier was promised.']
      : []),
    ...(found.has('against-promise')
      ? ['to the end: still accepted when the watch ended, though an earlier end was promised.']
      : []),
  ];
}

/** What the asterisk at a time stands for. */
function scaledActions(summaries: readonly RevocationSummary[]): string[] {
  const scaled = summaries.filter((each) => scaleOf(each) !== null);
  const actions = [...new Set(scaled.map(({ action }) => action))];
  return actions.map((action) => `* ${actionText(action, summaries)}.`);
}
