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
  tableBlock,
} from '../../document.ts';
import { decimal, milliseconds, name, slopeText } from '../../format.ts';
import { slopeAgrees } from '../../verdicts/round-trips.ts';
import { algorithmText, crossoverTable } from './crossovers.ts';

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
    description: `Fitted lines. ${series.map((each) => `${each.contender}: slope ${slopeText(each.slope)}, expected ${each.expected}, starting at ${milliseconds(each.interceptMs)}`).join('. ')}.`,
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
      cell(algorithmText(sweep)),
      cell(slopeText(sweep.slope), slopeAgrees(sweep) ? 'good' : 'bad'),
      cell(`[${slopeText(sweep.slopeLow)}, ${slopeText(sweep.slopeHigh)}]`),
      cell(decimal(sweep.expected)),
      cell(milliseconds(sweep.interceptMs)),
      cell(`[${milliseconds(sweep.interceptLowMs)}, ${milliseconds(sweep.interceptHighMs)}]`),
      cell(String(sweep.points.length)),
    ]),
  };
}
