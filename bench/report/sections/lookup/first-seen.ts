import type { FirstSeen, FirstSeenRow } from '../../../result/first-seen.ts';
import { type Curves, curvesChart } from '../../charts/curves.ts';
import { figureBlock } from '../../charts/svg.ts';
import { type Block, left, paragraph, right, type Table, tableOf, titled } from '../../document.ts';
import { costLabel } from '../../evidence/configuration.ts';
import { absent, count, figure, percent, ratioWithInterval } from '../../format.ts';
import {
  comparedShares,
  firstSeenScope,
  firstSeenTitle,
  firstSeenVerdicts,
  shareText,
} from '../../verdicts/first-seen.ts';

/** The sentences, the curve and the table of the shares; nothing of a run without them. */
export function firstSeenBlocks(measured: FirstSeen | null): Block[] {
  if (measured === null || measured.rows.length === 0) return [];
  return titled('first-seen', firstSeenTitle, [
    paragraph(firstSeenScope(measured)),
    { kind: 'verdicts', verdicts: firstSeenVerdicts(measured) },
    curveOf(measured),
  ]);
}

function curveOf(measured: FirstSeen): Block {
  const compared = comparedShares(measured);
  const { contender, reference } = measured;
  const ends = [compared[0], compared.at(-1)].flatMap((each) =>
    each === undefined ? [] : [{ x: each.row.share, y: 1, low: null, high: null }],
  );
  const curves: Curves = {
    title: 'CPU of the whole path per request by the share of first-seen tokens',
    description: `${costLabel(contender)} divided by ${costLabel(reference)}. ${compared.map(({ row, found }) => `${shareText(row)}: ${ratioWithInterval(found)}`).join('. ')}.`,
    xTitle: 'requests that present a first-seen token',
    yTitle: `ratio of the CPU of the whole path to that of ${reference}`,
    xScale: 'linear',
    xLabel: (share) => percent(100 * share),
    yLabel: (value) => `${value}×`,
    series: [
      {
        label: costLabel(contender),
        contender,
        summary: 'with the cache',
        points: compared.map(({ row, found }) => ({
          x: row.share,
          y: found.ratio,
          low: found.low,
          high: found.high,
        })),
      },
      { label: costLabel(reference), contender: reference, summary: 'without it', points: ends },
    ],
    yAtLeast: 1.2,
  };
  return figureBlock(curvesChart, curves, {
    id: 'first-seen-chart',
    caption:
      'Each point is paired in its blocks with the reference, which is 1 at every share; lines are 95\u00a0% intervals.',
    table: shareTable(measured),
  });
}

function shareTable({ rows }: FirstSeen): Table {
  return tableOf(
    'CPU per accepted answer by the share of first-seen tokens; microseconds are of this machine',
    rows,
    [
      [left('first-seen'), shareText],
      [right('whole path ÷ reference'), ({ againstReference }) => whole(againstReference)],
      [
        right('replica ÷ reference'),
        ({ againstReference }) => ratioWithInterval(againstReference.replicaCpuUsPerRequest),
      ],
      [
        left('whole path against the reference'),
        ({ againstReference }) =>
          againstReference.wholePathCpuUsPerRequest?.verdict.replaceAll('-', ' ') ?? absent,
      ],
      [right('whole path µs'), (row) => figure(row.wholePathCpuUsPerRequest)],
      [right('replica µs'), (row) => figure(row.replicaCpuUsPerRequest)],
      [right('trials'), (row) => count(row.trials)],
    ],
  );
}

function whole({ wholePathCpuUsPerRequest }: FirstSeenRow['againstReference']): string {
  return ratioWithInterval(wholePathCpuUsPerRequest);
}
