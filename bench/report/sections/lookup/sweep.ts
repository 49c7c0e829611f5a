import type { Crossover, LookupResult, RttSweep } from '../../../result/lookup.ts';
import { narrowLayout, wideLayout } from '../../charts/svg.ts';
import { type Sweep, sweepChart } from '../../charts/sweep.ts';
import {
  type Block,
  cell,
  type Figure,
  headingBlock,
  left,
  right,
  type Table,
  tableBlock,
} from '../../document.ts';
import { absent, decimal, milliseconds, name } from '../../format.ts';
import { slopeAgrees } from '../../verdicts/round-trips.ts';

/** The round-trip sweep, when it was part of the run. */
export function sweepBlocks({ rttSweep, crossovers }: LookupResult): Block[] {
  if (rttSweep.length === 0) return [];
  return [
    headingBlock('sweep', 'What distance to Redis costs'),
    { kind: 'figure', figure: sweepFigure(rttSweep) },
    ...(crossovers.length > 0 ? [tableBlock(crossoverTable(crossovers))] : []),
  ];
}

function sweepFigure(rttSweep: readonly RttSweep[]): Figure {
  // Variants of algorithm and library differ in where they start, not in slope: the table has them.
  const series = rttSweep.filter((sweep) => sweep.arm === sweep.contender);
  const disagreeing = rttSweep.filter((each) => !slopeAgrees(each)).map((each) => each.arm);
  const proof =
    disagreeing.length === 0
      ? 'Each slope is the number of round trips that the ledger counted: the two ways of finding out agree.'
      : `The slope of ${disagreeing.map(name).join(', ')} is not the number of round trips that was expected: something waits that the ledger does not show.`;
  const sweep: Sweep = {
    title: 'Request time against the measured round trip to Redis',
    description: `Fitted lines. ${series.map((each) => `${each.contender}: slope ${each.slope.toFixed(2)}, expected ${each.expected}, starting at ${milliseconds(each.interceptMs)}`).join('. ')}.`,
    series,
  };
  return {
    id: 'sweep-chart',
    title: sweep.title,
    caption: `The horizontal axis is measured through the same link at the same time, not the delay that was asked for. ${proof}`,
    wide: sweepChart(sweep, wideLayout),
    narrow: sweepChart(sweep, narrowLayout),
    table: sweepTable(rttSweep),
  };
}

function sweepTable(rttSweep: readonly RttSweep[]): Table {
  return {
    caption: 'Slopes: milliseconds of request time per millisecond of round trip',
    columns: [
      left('arm'),
      left('signature'),
      right('slope'),
      right('95\u00a0% interval'),
      right('expected'),
      right('without any distance'),
      right('95\u00a0% interval'),
      right('points'),
    ],
    rows: rttSweep.map((sweep) => [
      cell(name(sweep.arm)),
      cell(signature(sweep)),
      cell(sweep.slope.toFixed(2), slopeAgrees(sweep) ? 'good' : 'bad'),
      cell(`[${sweep.slopeLow.toFixed(2)}, ${sweep.slopeHigh.toFixed(2)}]`),
      cell(decimal(sweep.expected)),
      cell(milliseconds(sweep.interceptMs)),
      cell(`[${milliseconds(sweep.interceptLowMs)}, ${milliseconds(sweep.interceptHighMs)}]`),
      cell(String(sweep.points.length)),
    ]),
  };
}

function signature({ algorithm, library }: Pick<RttSweep, 'algorithm' | 'library'>): string {
  return algorithm === null ? absent : `${algorithm}, ${library ?? 'library unknown'}`;
}

const crossoverWords: Readonly<Record<Crossover['kind'], string>> = {
  at: '',
  'below-range': 'at every round trip measured',
  'above-range': 'at no round trip measured',
  parallel: 'the lines do not part',
  'too-few-blocks': 'too few blocks to say',
};

function crossoverTable(crossovers: readonly Crossover[]): Table {
  return {
    caption: 'From which round trip on a signature alone answers sooner than a lookup',
    columns: [
      left('signature'),
      left('algorithm, library'),
      left('sooner than'),
      right('from a round trip of'),
      right('95\u00a0% interval'),
      right('saved at the shortest'),
      right('measured'),
    ],
    rows: crossovers.map((crossover) => [
      cell(name(crossover.signature)),
      cell(signature(crossover)),
      cell(name(crossover.lookup)),
      cell(
        crossover.kind === 'at'
          ? milliseconds(crossover.roundTripMs)
          : crossoverWords[crossover.kind],
      ),
      cell(
        crossover.lowMs === null && crossover.highMs === null
          ? absent
          : `[${milliseconds(crossover.lowMs)}, ${milliseconds(crossover.highMs)}]`,
      ),
      cell(milliseconds(crossover.savedAtSmallestMs)),
      cell(`${milliseconds(crossover.measuredFromMs)} to ${milliseconds(crossover.measuredToMs)}`),
    ]),
  };
}
