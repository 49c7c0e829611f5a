import { group } from 'd3-array';
import type { Ladder, LadderMetric, LadderSum, Rung } from '../../../result/ladder.ts';
import { type LadderRow, ladderChart } from '../../charts/ladder.ts';
import { figureBlock } from '../../charts/svg.ts';
import {
  type Block,
  type FilledColumn,
  left,
  right,
  type Table,
  tableBlock,
  tableOf,
  titled,
  yesOrNo,
} from '../../document.ts';
import { absent, name, withInterval } from '../../format.ts';

const headline: LadderMetric = 'replicaCpuUsPerRequest';
const metrics: readonly (readonly [LadderMetric, string])[] = [
  ['replicaCpuUsPerRequest', 'replica CPU'],
  ['mainThreadCpuUsPerRequest', 'of it, main thread'],
  ['balancerCpuUsPerRequest', 'balancer'],
  ['storeCpuUsPerRequest', 'Redis'],
  ['latencyP50Us', 'median latency'],
];

/** Where the cost arises, step by step, when the run measured the ladder. */
export function ladderBlocks(ladder: Ladder | null): Block[] {
  if (ladder === null || ladder.rungs.length === 0) return [];
  return titled(
    'ladder',
    'Where the cost arises',
    [...group(ladder.rungs, (rung) => rung.ladder)].map(([side, rungs]) =>
      ladderFigure(side, rungs, ladder.sums),
    ),
    ladder.sums.length > 0 && tableBlock(sumTable(ladder.sums)),
  );
}

function ladderFigure(
  side: Rung['ladder'],
  rungs: readonly Rung[],
  sums: readonly LadderSum[],
): Block {
  const sum = sums.find((each) => each.ladder === side && each.metric === headline);
  const rows = ladderRows(rungs, sum);
  const picture = {
    title: `What each step adds: ${side}`,
    description: `${rows.map((row) => `${row.label}: ${meanText(row)} microseconds`).join('. ')}.`,
    rows,
  };
  return figureBlock(ladderChart, picture, {
    id: `ladder-${side}`,
    caption: `Each step is the difference of two arms that differ in it alone, paired in their blocks; lines are 95\u00a0% intervals. ${sumSentence(sum)}`,
    table: rungTable(side, rungs),
  });
}

function ladderRows(rungs: readonly Rung[], sum: LadderSum | undefined): LadderRow[] {
  let fromUs = 0;
  const rows = rungs.flatMap((rung): LadderRow[] => {
    const cost = rung.costs[headline];
    if (cost === undefined) return [];
    const kind = rung.from === null ? 'floor' : 'step';
    const row: LadderRow = { label: rung.adds, kind, fromUs, ...cost };
    fromUs += cost.meanUs;
    return [row];
  });
  if (sum === undefined) return rows;
  return [...rows, { label: `${sum.top}, measured whole`, kind: 'whole', fromUs: 0, ...sum.whole }];
}

function sumSentence(sum: LadderSum | undefined): string {
  if (sum === undefined) return 'The run did not check the sum.';
  const difference = `${differenceText(sum)}\u00a0µs`;
  return sum.agrees
    ? `As a check, each step and the whole were also estimated from blocks of their own: sum and whole then differ by ${difference}, which holds 0.`
    : `As a check, each step and the whole were also estimated from blocks of their own. Sum and whole then differ by ${difference}, so they do not add up: by chance that is so in one sum of twenty, and in several at once because they share their blocks; or something costs that no step shows.`;
}

function differenceText({ differenceUs, differenceLowUs, differenceHighUs }: LadderSum): string {
  return withInterval(differenceUs, { low: differenceLowUs, high: differenceHighUs });
}

function rungTable(side: string, rungs: readonly Rung[]): Table {
  const caption = `${side}: microseconds that each step adds per request, means of the blocks with 95\u00a0% intervals`;
  return tableOf(caption, rungs, [
    [left('step'), (rung) => rung.adds],
    [left('arms'), ({ from, to }) => (from === null ? name(to) : `${name(to)} − ${name(from)}`)],
    ...metrics.map(
      ([metric, label]): FilledColumn<Rung> => [
        right(label),
        ({ costs }) => meanText(costs[metric]),
      ],
    ),
    [right('blocks'), (rung) => String(rung.blocks)],
  ]);
}

function meanText(mean: Rung['costs'][LadderMetric]): string {
  if (mean === undefined) return absent;
  return withInterval(mean.meanUs, { low: mean.lowUs, high: mean.highUs });
}

function sumTable(sums: readonly LadderSum[]): Table {
  const caption =
    'The whole, and by how much sum and whole differ when each step and the whole come from blocks of their own, microseconds';
  return tableOf(caption, sums, [
    [left('ladder'), (sum) => sum.ladder],
    [
      left('measure'),
      (sum) => metrics.find(([metric]) => metric === sum.metric)?.[1] ?? sum.metric,
    ],
    [right('all steps, which is the whole'), (sum) => meanText(sum.whole)],
    [right('difference of the check'), (sum) => differenceText(sum)],
    [left('adds up'), (sum) => yesOrNo(sum.agrees)],
  ]);
}
