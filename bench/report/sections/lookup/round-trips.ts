import { group } from 'd3-array';
import type { Crossover, LookupResult, RttSweep } from '../../../result/lookup.ts';
import { figureBlock } from '../../charts/svg.ts';
import { type Sweep, sweepChart } from '../../charts/sweep.ts';
import {
  type Block,
  cell,
  left,
  right,
  type Table,
  tableBlock,
  tableOf,
  titled,
} from '../../document.ts';
import { costLabel } from '../../evidence/configuration.ts';
import { absent, decimal, milliseconds, name, slopeText } from '../../format.ts';
import { slopeAgrees } from '../../verdicts/round-trips.ts';

/** The round-trip sweep, when it was part of the run. */
export function sweepBlocks({ rttSweep, crossovers }: LookupResult): Block[] {
  if (rttSweep.length === 0) return [];
  return titled(
    'sweep',
    'What distance to Redis costs',
    sweepFigure(rttSweep),
    crossovers.length > 0 && tableBlock(crossoverTable(crossovers)),
  );
}

function sweepFigure(rttSweep: readonly RttSweep[]): Block {
  // Variants of algorithm and library differ in where they start, not in slope: the table has them.
  const series = rttSweep.filter((sweep) => sweep.arm === sweep.contender);
  const disagreeing = rttSweep.filter((each) => !slopeAgrees(each)).map((each) => each.arm);
  const proof =
    disagreeing.length === 0
      ? 'Each slope is the number of round trips that the ledger counted: the two ways of finding out agree.'
      : `The slope of ${disagreeing.map(name).join(', ')} is not the number of round trips that was expected: something waits that the ledger does not show.`;
  const sweep: Sweep = {
    title: 'Request time against the measured round trip to Redis',
    description: `Fitted lines. ${series.map((each) => `${costLabel(each.contender)}: slope ${slopeText(each.slope)}, expected ${each.expected}, starting at ${milliseconds(each.interceptMs)}`).join('. ')}.`,
    series,
  };
  return figureBlock(sweepChart, sweep, {
    id: 'sweep-chart',
    caption: `The horizontal axis is measured through the same link at the same time, not the delay that was asked for. The link proxy itself takes a part of each round trip, so nothing here speaks of a Redis that is nearer than the leftmost point. ${proof}`,
    table: sweepTable(rttSweep),
  });
}

function sweepTable(rttSweep: readonly RttSweep[]): Table {
  return tableOf('Slopes: milliseconds of request time per millisecond of round trip', rttSweep, [
    [left('arm'), (row) => name(row.arm)],
    [left('signature'), (row) => algorithmText(row)],
    [right('slope'), (row) => cell(slopeText(row.slope), slopeAgrees(row) ? 'good' : 'bad')],
    [
      right('95\u00a0% interval'),
      (row) => `[${slopeText(row.slopeLow)}, ${slopeText(row.slopeHigh)}]`,
    ],
    [right('expected'), (row) => decimal(row.expected)],
    [right('without any distance'), (row) => milliseconds(row.interceptMs)],
    [
      right('95\u00a0% interval'),
      (row) => `[${milliseconds(row.interceptLowMs)}, ${milliseconds(row.interceptHighMs)}]`,
    ],
    [right('points'), (row) => String(row.points.length)],
  ]);
}

/** Signature by lookup: from which round trip on the signature alone answers sooner. */
function crossoverTable(crossovers: readonly Crossover[]): Table {
  const lookups = [...new Set(crossovers.map((crossover) => crossover.lookup))];
  const shortest = Math.min(...crossovers.map((crossover) => crossover.measuredFromMs));
  const longest = Math.max(...crossovers.map((crossover) => crossover.measuredToMs));
  return {
    caption: `From which round trip to Redis on a signature alone answers sooner than a lookup; measured behind the link proxy, from ${milliseconds(shortest)} to ${milliseconds(longest)}`,
    columns: [
      left('signature'),
      left('algorithm, library'),
      ...lookups.map((lookup) => left(`sooner than ${name(lookup)}`)),
    ],
    rows: [...group(crossovers, (crossover) => crossover.signature)].map(([signature, own]) => [
      cell(name(signature)),
      cell(algorithmText(own[0])),
      ...lookups.map((lookup) => cell(crossoverText(own.find((each) => each.lookup === lookup)))),
    ]),
  };
}

/** `ES256, jose`. */
function algorithmText(found: Pick<Crossover, 'algorithm' | 'library'> | undefined): string {
  if (found === undefined || found.algorithm === null) return absent;
  return `${found.algorithm}, ${found.library ?? 'library unknown'}`;
}

function crossoverText(crossover: Crossover | undefined): string {
  switch (crossover?.kind) {
    case undefined:
      return absent;
    case 'at':
      return `from ${milliseconds(crossover.roundTripMs)} on [${milliseconds(crossover.lowMs)}, ${milliseconds(crossover.highMs)}]`;
    case 'below-range':
      return 'at every one measured';
    case 'above-range':
      return 'at none measured';
    case 'parallel':
      return 'the lines do not part';
    case 'too-few-blocks':
      return 'too few blocks to say';
  }
}
