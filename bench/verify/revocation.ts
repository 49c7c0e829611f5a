import { isProven } from '../experiments/revocation/bounds.ts';
import { presetsFrom } from '../experiments/revocation/presets.ts';
import { summariseRevocation } from '../experiments/revocation/summary.ts';
import { analyseFleet } from '../load/probe/analyse.ts';
import type { Result } from '../result/result.ts';
import type { RevocationResult, RevocationTrial } from '../result/revocation.ts';
import type { Preset } from '../result/revocation-findings.ts';
import { median } from '../stats/percentile.ts';
import type { Part } from './part.ts';
import { raceParts } from './races.ts';

/** Summary, presets and bounds, computed again as the run computed them, and what the values of a trial say. */
export function revocationParts({ revocation, config }: Result): Part[] {
  if (revocation === null) return [];
  const { trials, summary, bounds } = revocation;
  return [
    ...trials.map(
      (trial, index): Part => ({
        place: ['revocation', 'trials', index],
        kept: trial,
        again: fleetOf(trial),
        holds: 'some',
      }),
    ),
    ...plannedTrials(revocation, config.plan),
    {
      place: ['revocation', 'summary'],
      kept: summary,
      again: summariseRevocation(trials),
      holds: 'whole',
    },
    gapsPart(revocation),
    {
      place: ['revocation', 'bounds'],
      kept: bounds,
      again: bounds.map((bound) => ({ ok: isProven(bound) })),
      holds: 'some',
    },
    ...curveParts(revocation),
    ...presetParts(revocation),
    ...raceParts(revocation.races, config.plan),
  ];
}

/** The figures of the fleet follow from those of its replicas. A trial that could not be made has none. */
function fleetOf(trial: RevocationTrial) {
  const valid = trial.invalidBecause.length === 0;
  if (trial.replicas.length === 0) return { valid };
  const replicas = trial.replicas.map(({ staleAccepts, lastStaleAcceptMs }) => ({
    staleAccepts: lastStaleAcceptMs === null ? 0 : Math.max(1, staleAccepts),
  }));
  return { ...analyseFleet(trial.replicas), replicas, valid };
}

/** Each contender has each trial of each of its actions once. */
function plannedTrials({ trials }: RevocationResult, plan: Result['config']['plan']): Part[] {
  const groups = Map.groupBy(trials, ({ contender, action }) => `${contender}, ${action}`);
  return [...groups].flatMap(([name, own]): Part[] => {
    const size = own[0]?.action === 'logout' ? 'logoutTrials' : 'otherTrials';
    const length = plan[`revocation.${size}`];
    if (typeof length !== 'number') return [];
    return [
      {
        place: [`revocation.trials: numbers of ${name}`],
        kept: own
          .map(({ trial }) => trial)
          .sort((a, b) => a - b)
          .join(' '),
        again: Array.from({ length }, (_, trial) => trial).join(' '),
        holds: 'rule',
      },
    ];
  });
}

/** A pair of a contender and an action has trials, or a reason why it has none, and never both. */
function gapsPart({ trials, notMeasured }: RevocationResult): Part {
  const nameOf = ({ contender, action }: { readonly contender: string; readonly action: string }) =>
    `${contender}: ${action}`;
  const rows = [...trials, ...notMeasured];
  const measured = new Set(trials.map(nameOf));
  const actions = [...new Set(rows.map(({ action }) => action))];
  const pairs = [...new Set(rows.map(({ contender }) => contender))].flatMap((contender) =>
    actions.map((action) => nameOf({ contender, action })),
  );
  return {
    place: ['revocation.notMeasured: pairs without trials'],
    kept: notMeasured.map(nameOf).sort().join(', '),
    again: pairs
      .filter((pair) => !measured.has(pair))
      .sort()
      .join(', '),
    holds: 'rule',
  };
}

/** A curve adds up the probes of valid trials. Its probes are never more than those of the summary. */
function curveParts({ staleCurves, summary, trials }: RevocationResult): Part[] {
  return staleCurves.flatMap((curve, index): Part[] => {
    const isOwn = (row: { readonly contender: string; readonly action: string }) =>
      row.contender === curve.contender && row.action === curve.action;
    const row = summary.find(isOwn);
    const atMost = (what: 'probes' | 'accepted', most: number): Part => ({
      place: [`revocation.staleCurves[${index}].${what}: no more than in the summary`],
      kept: curve[what].reduce((sum, count) => sum + count, 0) <= most,
      again: true,
      holds: 'rule',
    });
    return [
      {
        place: ['revocation', 'staleCurves', index],
        kept: curve,
        again: { trials: trials.filter((trial) => trial.valid && isOwn(trial)).length },
        holds: 'some',
      },
      atMost('probes', row?.probesAfterAck ?? 0),
      atMost('accepted', row?.staleAccepts ?? 0),
    ];
  });
}

/** Presets that are read from trials of a contender follow from these, the others from their own latencies. */
function presetParts({ presets, trials }: RevocationResult): Part[] {
  const own = presets.filter(({ readFromAction }) => readFromAction === null);
  const kept = presets.filter(({ readFromAction }) => readFromAction !== null);
  // The run puts those with trials of their own first.
  return [
    {
      place: ['revocation', 'presets'],
      kept: [...own, ...kept],
      again: [...own.map(timesOfPreset), ...presetsFrom(trials)],
      holds: 'some',
    },
  ];
}

function timesOfPreset({
  latenciesMs,
  trials,
  documentedBoundMs,
  scaledBoundMs,
  withinBound,
}: Preset) {
  const isComplete = trials > 0 && latenciesMs.length === trials;
  return {
    timeScale: documentedBoundMs / scaledBoundMs,
    p50Ms: isComplete ? median(latenciesMs) : null,
    maxMs: isComplete ? Math.max(...latenciesMs) : null,
    withinBound: isComplete && withinBound,
  };
}
