import { group, max, min } from 'd3-array';
import { valuesOf } from '../../result/block-values.ts';
import { headlineOf } from '../../result/headline.ts';
import type { Cost, LookupResult, LookupTrial } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import { type Drift, type DriftSeries, driftChart, driftEdge } from '../charts/drift.ts';
import { figureBlock } from '../charts/svg.ts';
import {
  type Block,
  left,
  right,
  type Section,
  section,
  type Table,
  tableBlock,
  tableOf,
  titled,
} from '../document.ts';
import { isSmoke, whyNoCosts, worksTable } from '../evidence/shown.ts';
import { inOrder } from '../evidence/trust.ts';
import { bytes, capitalised, decimal, figure, name, percent } from '../format.ts';
import { metricName } from '../verdicts/lookup.ts';
import { everyMeasureTable, forestFigure } from './lookup/comparisons.ts';
import { costFigure, pacedTable } from './lookup/cost.ts';
import { ladderBlocks } from './lookup/ladder.ts';
import { publishedTable } from './lookup/published.ts';
import { sweepBlocks } from './lookup/round-trips.ts';
import { surfaceBlocks } from './lookup/surface.ts';
import { settingSweepBlocks } from './lookup/sweeps.ts';

/** What one authenticated request costs, and where the cost arises; of a smoke run, whether it could be measured. */
export function lookupSection(result: Result, lookup: LookupResult): Section {
  return isSmoke(result) ? smokeSection(result, lookup) : costSection(result, lookup);
}

function smokeSection(result: Result, { trials, ledger, sweeps }: LookupResult): Section {
  return section('lookup', 'Lookup: whether it works', whyNoCosts, [
    trials.length > 0 &&
      tableBlock(worksTable('Whether each arm works', inOrder(result, trials), [])),
    ledgerBlocks(ledger),
    titled(
      'sweeps',
      'Sweeps of single settings',
      sweeps !== null && tableBlock(worksTable('Whether each setting works', sweeps.trials, [])),
    ),
  ]);
}

function costSection(result: Result, lookup: LookupResult): Section {
  const { comparisons, costs, ledger, paced, trials } = lookup;
  return section(
    'lookup',
    'Lookup: what one request costs',
    `${capitalised(metricName(headlineOf(lookup)))}, each pair compared inside its block, so that what the machine does to both cancels out.`,
    [
      comparisons.length > 0 && [forestFigure(result), tableBlock(everyMeasureTable(result))],
      surfaceBlocks(lookup.surface),
      titled('cost', 'Where the CPU goes', costs.length > 0 && costFigure(result, lookup)),
      ladderBlocks(lookup.ladder),
      ledgerBlocks(ledger),
      titled(
        'paced',
        'Latency at an equal rate',
        paced.length > 0 && tableBlock(pacedTable(result, lookup)),
      ),
      sweepBlocks(lookup),
      settingSweepBlocks(lookup.sweeps),
      titled(
        'drift',
        'What the machine did meanwhile',
        trials.length > 0 && driftFigure(result, lookup),
      ),
      titled(
        'published',
        'What others published, beside this run',
        tableBlock(publishedTable(result, lookup)),
      ),
    ],
  );
}

function ledgerBlocks(ledger: LookupResult['ledger']): Block[] {
  return titled(
    'ledger',
    'Counted, not timed',
    ledger.length > 0 && tableBlock(ledgerTable(ledger)),
  );
}

/** Less is what was left of an arm's background, which comes in lumps, when its mean had been taken off. */
const leastCallsShown = 0.05;

/** Work per request as Redis and the wire counted it: the same on every machine. */
function ledgerTable(ledger: LookupResult['ledger']): Table {
  return tableOf(
    'Work per request, one request at a time; what an arm asks Redis unasked is taken off and stands in its own column',
    ledger,
    [
      [left('contender'), (row) => name(row.contender)],
      [right('Redis commands'), (row) => decimal(row.redisCommandsPerRequest)],
      [right('round trips'), (row) => decimal(row.redisRoundTripsPerRequest)],
      [
        left('which'),
        (row) =>
          Object.entries(row.commands)
            .filter(([, calls]) => calls >= leastCallsShown)
            .map(([command, calls]) => `${command.toUpperCase()} ${decimal(calls)}`)
            .join(', ') || 'none',
      ],
      [right('into Redis'), (row) => bytes(row.redisInputBytesPerRequest)],
      [right('out of Redis'), (row) => bytes(row.redisOutputBytesPerRequest)],
      [right('commands unasked, per second'), (row) => decimal(row.backgroundCommandsPerSecond)],
      [right('credential'), (row) => bytes(row.credentialBytes)],
      [right('to the balancer'), (row) => bytes(row.requestBytes)],
      [right('back'), (row) => bytes(row.responseBytes)],
      [right('to the replica'), (row) => bytes(row.replicaRequestBytes)],
      [right('back'), (row) => bytes(row.replicaResponseBytes)],
    ],
  );
}

/** Every trial in the order of time: that the arms took turns, and what the machine did to all of them. */
function driftFigure(result: Result, { trials, costs }: LookupResult): Block {
  const series = [...group(inOrder(result, trials), (trial) => trial.arm)].map(([arm, own]) =>
    seriesOf(arm, own, costs),
  );
  const drift: Drift = {
    title: 'Replica CPU per request of every trial, in the order of time',
    description: `Each arm's trials around its own median. ${series.map((each) => `${each.arm}: ${each.note}`).join('. ')}.`,
    series,
    durationMs: trials.reduce(
      (latest, trial) => Math.max(latest, trial.startedAtMs + trial.durationMs),
      1,
    ),
  };
  return figureBlock(driftChart, drift, {
    id: 'drift-chart',
    caption: `One dot per trial, each strip around its own median, edges at ${(1 + driftEdge(series)).toFixed(1)} times it and at 1/${(1 + driftEdge(series)).toFixed(1)} of it; a cross is an invalid trial. The arms take turns in random order (seed ${result.run.seed}), so that a slow minute meets them all. At the right, by how much the cost moved over one boot: “warming” where it fell and “slowing” where it rose by more than chance and 2\u00a0%, “flat” where it did neither, “inconsistent” where the boots disagree.`,
    table: driftTable(series),
  });
}

function seriesOf(
  arm: string,
  trials: readonly LookupTrial[],
  costs: readonly Cost[],
): DriftSeries {
  const value = new Map(
    valuesOf(trials, arm, 'replicaCpuUsPerRequest').map((each) => [each.block, each.value]),
  );
  const drift = costs.find((cost) => cost.arm === arm)?.drift;
  return {
    arm,
    contender: trials[0]?.contender ?? arm,
    note: drift === undefined || value.size === 0 ? 'no valid trial' : driftWords(drift),
    points: trials.map((trial) => ({
      atMs: trial.startedAtMs,
      value: trial.valid ? (value.get(trial.block) ?? null) : null,
    })),
  };
}

/** A change that chance explains has no figure. */
function driftWords({ label, percentPerBoot }: Cost['drift']): string {
  return label === 'flat' ? label : `${label}, ${percent(percentPerBoot)}`;
}

function driftTable(series: readonly DriftSeries[]): Table {
  const rows = series.map(({ arm, points, note }) => ({
    arm,
    note,
    trials: points.length,
    valid: points.flatMap(({ value }) => value ?? []),
  }));
  return tableOf('Drift of each arm', rows, [
    [left('arm'), (row) => name(row.arm)],
    [right('trials'), (row) => String(row.trials)],
    [right('invalid'), (row) => String(row.trials - row.valid.length)],
    [right('smallest µs'), (row) => figure(min(row.valid))],
    [right('largest µs'), (row) => figure(max(row.valid))],
    [left('over one boot'), (row) => row.note],
  ]);
}
