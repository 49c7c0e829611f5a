import type { LookupResult, RttSweep } from '../../../result/lookup.ts';
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
} from '../../document.ts';
import { absent, decimal, figure, milliseconds, name } from '../../format.ts';
import { crossoverOf, slopeAgrees } from '../../verdicts/round-trips.ts';

/** The round-trip sweep, when it was part of the run. */
export function sweepBlocks({ rttSweep }: LookupResult): Block[] {
  if (rttSweep.length === 0) return [];
  return [
    headingBlock('sweep', 'What distance to Redis costs'),
    { kind: 'figure', figure: sweepFigure(rttSweep) },
  ];
}

function sweepFigure(rttSweep: readonly RttSweep[]): Figure {
  const sweep: Omit<Sweep, 'id'> = {
    title: 'Request time against the measured round trip to Redis',
    description: `Fitted lines. ${rttSweep.map((each) => `${each.contender}: slope ${each.slope.toFixed(2)}, expected ${each.expected}, starting at ${figure(each.interceptMs)} ms`).join('. ')}.`,
    series: rttSweep,
  };
  const disagreeing = rttSweep.filter((each) => !slopeAgrees(each)).map((each) => each.contender);
  const proof =
    disagreeing.length === 0
      ? 'Each slope is the number of round trips that the ledger counted: the two ways of finding out agree.'
      : `The slope of ${disagreeing.map(name).join(', ')} is not the number of round trips that was expected: something waits that the ledger does not show.`;
  return {
    id: 'sweep-chart',
    title: sweep.title,
    caption: `The horizontal axis is measured through the same link at the same time, not the delay that was asked for. ${proof}`,
    wide: sweepChart({ ...sweep, id: 'sweep-wide' }, wideLayout),
    narrow: sweepChart({ ...sweep, id: 'sweep-narrow' }, narrowLayout),
    table: sweepTable(rttSweep),
  };
}

function sweepTable(rttSweep: readonly RttSweep[]): Table {
  const signature = rttSweep.find((sweep) => sweep.contender === 'tokens-stateless');
  return {
    caption: 'Slopes: milliseconds of request time per millisecond of round trip',
    columns: [
      left('contender'),
      right('slope'),
      right('95\u00a0% interval'),
      right('expected'),
      right('without any distance'),
      right('points'),
      right('a signature alone is quicker from'),
    ],
    rows: rttSweep.map((sweep) => [
      cell(name(sweep.contender)),
      cell(sweep.slope.toFixed(2), slopeAgrees(sweep) ? 'good' : 'bad'),
      cell(`[${sweep.slopeLow.toFixed(2)}, ${sweep.slopeHigh.toFixed(2)}]`),
      cell(decimal(sweep.expected)),
      cell(milliseconds(sweep.interceptMs)),
      cell(String(sweep.points.length)),
      cell(
        signature === undefined || sweep.expected === 0 ? absent : crossoverText(sweep, signature),
      ),
    ]),
  };
}

function crossoverText(sweep: RttSweep, signature: RttSweep): string {
  const crossover = crossoverOf(sweep, signature);
  switch (crossover.kind) {
    case 'none':
      return 'nowhere';
    case 'below':
      return `below ${milliseconds(crossover.shortestMs)}, the shortest measured`;
    case 'at':
      return `${milliseconds(crossover.roundTripMs)}${crossover.measured ? '' : ', beyond what was measured'}`;
  }
  return crossover satisfies never;
}
