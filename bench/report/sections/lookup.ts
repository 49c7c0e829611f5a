import { group } from 'd3-array';
import { valuesOf } from '../../result/block-values.ts';
import type { Cost, LookupResult, LookupTrial } from '../../result/lookup.ts';
import type { Result } from '../../result/result.ts';
import { type Drift, type DriftSeries, driftChart, driftEdge } from '../charts/drift.ts';
import { narrowLayout, wideLayout } from '../charts/svg.ts';
import {
  type Block,
  type Cell,
  cell,
  type Figure,
  filled,
  headingBlock,
  left,
  right,
  type Section,
  type Table,
  tableBlock,
} from '../document.ts';
import { inOrder } from '../evidence/trust.ts';
import { absent, bytes, decimal, figure, name, percent } from '../format.ts';
import { forestFigure, otherMetricsTable } from './lookup/comparisons.ts';
import { costFigure, pacedTable } from './lookup/cost.ts';
import { ladderBlocks } from './lookup/ladder.ts';
import { publishedTable } from './lookup/published.ts';
import { sweepBlocks } from './lookup/round-trips.ts';
import { settingSweepBlocks } from './lookup/sweeps.ts';

/** What one authenticated request costs, and where the cost arises. */
export function lookupSection(result: Result, lookup: LookupResult): Section {
  return {
    id: 'lookup',
    title: 'Lookup: what one request costs',
    lead: 'Replica CPU per accepted answer, each pair compared inside its block, so that what the machine does to both cancels out.',
    blocks: [
      ...comparisonBlocks(result, lookup),
      ...ladderBlocks(lookup.ladder),
      ...(lookup.ledger.length > 0
        ? [headingBlock('ledger', 'Counted, not timed'), tableBlock(ledgerTable(lookup))]
        : []),
      ...(lookup.paced.length > 0
        ? [
            headingBlock('paced', 'Latency at an equal rate'),
            tableBlock(pacedTable(result, lookup)),
          ]
        : []),
      ...sweepBlocks(lookup),
      ...settingSweepBlocks(lookup.sweeps),
      ...driftBlocks(result, lookup),
      headingBlock('published', 'What others published, beside this run'),
      tableBlock(publishedTable(result, lookup)),
    ],
  };
}

function comparisonBlocks(result: Result, lookup: LookupResult): Block[] {
  return [
    ...(lookup.comparisons.length > 0
      ? [
          { kind: 'figure' as const, figure: forestFigure(result) },
          tableBlock(otherMetricsTable(result), true),
        ]
      : []),
    ...(lookup.costs.length > 0
      ? [
          headingBlock('cost', 'Where the CPU goes'),
          { kind: 'figure' as const, figure: costFigure(result, lookup) },
        ]
      : []),
  ];
}

function driftBlocks(result: Result, lookup: LookupResult): Block[] {
  if (lookup.trials.length === 0) return [];
  return [
    headingBlock('drift', 'What the machine did meanwhile'),
    { kind: 'figure', figure: driftFigure(result, lookup) },
  ];
}

/** Less is what was left of an arm's background, which comes in lumps, when its mean had been taken off. */
const leastCallsShown = 0.05;

/** Work per request as Redis and the wire counted it: the same on every machine. */
export function ledgerTable({ ledger }: LookupResult): Table {
  return {
    caption:
      'Work per request, one request at a time; what an arm asks Redis unasked is taken off and stands in its own column',
    ...filled(ledger, [
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
    ]),
  };
}

/** Every trial in the order of time: that the arms took turns, and what the machine did to all of them. */
export function driftFigure(result: Result, { trials, costs }: LookupResult): Figure {
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
  return {
    id: 'drift-chart',
    title: drift.title,
    caption: `One dot per trial, each strip around its own median, edges at ${(1 + driftEdge(series)).toFixed(1)} times it and at 1/${(1 + driftEdge(series)).toFixed(1)} of it; a cross is an invalid trial. The arms take turns in random order (seed ${result.run.seed}), so that a slow minute meets them all. At the right, by how much the cost moved over one boot: “warming” where it fell and “slowing” where it rose by more than chance and 2\u00a0%, “flat” where it did neither, “inconsistent” where the boots disagree.`,
    wide: driftChart(drift, wideLayout),
    narrow: driftChart(drift, narrowLayout),
    table: {
      caption: 'Drift of each arm',
      columns: [
        left('arm'),
        right('trials'),
        right('invalid'),
        right('smallest µs'),
        right('largest µs'),
        left('over one boot'),
      ],
      rows: series.map(driftRow),
    },
  };
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

function driftRow({ arm, points, note }: DriftSeries): Cell[] {
  const valid = points.flatMap((point) => point.value ?? []);
  const range = valid.length === 0 ? [null, null] : [Math.min(...valid), Math.max(...valid)];
  return [
    cell(name(arm)),
    cell(String(points.length)),
    cell(String(points.length - valid.length)),
    ...range.map((value) => cell(value === null ? absent : figure(value))),
    cell(note),
  ];
}
