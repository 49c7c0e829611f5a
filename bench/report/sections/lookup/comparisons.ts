import { group } from 'd3-array';
import { headlineOf } from '../../../result/headline.ts';
import type { Comparison } from '../../../result/lookup.ts';
import type { Result } from '../../../result/result.ts';
import { type Forest, forestChart } from '../../charts/forest.ts';
import { figureBlock } from '../../charts/svg.ts';
import {
  type Block,
  type FilledColumn,
  left,
  right,
  type Table,
  tableBlock,
  tableOf,
} from '../../document.ts';
import { costLabel, signedWith } from '../../evidence/configuration.ts';
import { noiseFloor } from '../../evidence/trust.ts';
import {
  absent,
  capitalised,
  estimate,
  interval,
  name,
  percent,
  ratioWithInterval,
  withInterval,
} from '../../format.ts';
import { metricName, verdictWords } from '../../verdicts/lookup.ts';

const kindOrder: readonly Comparison['kind'][] = ['a-a', 'primary', 'secondary'];

/** Whether a pair is drawn: the pair of equals, those named before the run, and each contender against the floor. */
function isDrawn({ kind, b }: Comparison): boolean {
  return kind !== 'secondary' || b === 'floor';
}

/** The paired ratios by the headline, the pair of equals first. The table under the chart has all of them. */
export function forestFigure(result: Result): Block {
  const headline = headlineOf(result.lookup);
  const measure = metricName(headline);
  const own = (result.lookup?.comparisons ?? [])
    .filter((comparison) => comparison.metric === headline)
    .sort((one, other) => kindOrder.indexOf(one.kind) - kindOrder.indexOf(other.kind));
  const drawn = own.filter(isDrawn);
  const all = drawn.length < own.length ? 'The table has every pair. ' : '';
  const floor = noiseFloor(result);
  const forest: Forest = {
    title: `${capitalised(measure)}, one contender divided by another`,
    description: `${drawn.length} paired ratios with 95 % intervals. ${drawn.map((each) => `${costLabel(each.a)} over ${costLabel(each.b)}: ${withInterval(each.ratio, each)}, ${verdictWords(each)}`).join('. ')}.`,
    axisTitle: `ratio of ${measure} (1× = the same)`,
    rows: drawn.flatMap(forestRow),
    noiseFloor: floor,
  };
  const table = tableOf(`Paired ratios of ${measure}`, own, [pairColumn, ...figureColumns]);
  if (forest.rows.length === 0) return tableBlock(table);
  return figureBlock(forestChart, forest, {
    id: 'forest',
    caption:
      `Points are ratios, lines their 95\u00a0% intervals. The top row compares a contender with its own copy: what this machine makes out of nothing. Inside the grey band, ±${percent(100 * floor)}, nothing is called a difference. Hollow points claim nothing. ${all}${signedWith(own.flatMap(({ a, b }) => [a, b]))}`.trimEnd(),
    table,
  });
}

function forestRow(comparison: Comparison): Forest['rows'] {
  if (comparison.ratio === null || comparison.low === null || comparison.high === null) return [];
  const aa = comparison.kind === 'a-a';
  return [
    {
      label: aa ? `A/A: ${comparison.a} ÷ its copy` : `${comparison.a} ÷ ${comparison.b}`,
      verdict: aa ? 'the noise of this run' : verdictWords(comparison),
      distinguishable: !aa && comparison.verdict.startsWith('costs'),
      ratio: comparison.ratio,
      low: comparison.low,
      high: comparison.high,
      isAa: aa,
    },
  ];
}

/** The pairs that were compared by more than the headline: the pair of equals, and each pair named before the run. */
export function everyMeasureTable({ lookup }: Result): Table {
  const headline = headlineOf(lookup);
  const ofPairs = group(lookup?.comparisons ?? [], ({ a, b }) => `${a} ${b}`);
  const rows = [...ofPairs.values()].filter((own) => own.some(({ metric }) => metric !== headline));
  return tableOf('The named pairs by every measure', rows.flat(), [
    pairColumn,
    [left('measure'), ({ metric }) => metricName(metric)],
    ...figureColumns,
  ]);
}

const pairColumn: FilledColumn<Comparison> = [
  left('pair'),
  ({ a, b }) => `${name(a)} ÷ ${name(b)}`,
];

const figureColumns: readonly FilledColumn<Comparison>[] = [
  [left('kind'), ({ kind }) => (kind === 'a-a' ? 'A/A' : kind)],
  [right('ratio'), (row) => estimate(row.ratio, row)],
  [right('95\u00a0% interval'), ({ low, high }) => interval(low, high)],
  [right('smallest effect'), ({ mdePercent }) => percent(mdePercent)],
  [right('p'), ({ pValue }) => (pValue === null ? absent : pText(pValue))],
  [right('blocks'), ({ blocks }) => String(blocks)],
  [right('by boots'), ({ byBoot }) => ratioWithInterval(byBoot)],
  [left('verdict'), (row) => (row.kind === 'a-a' ? '' : verdictWords(row))],
];

function pText(pValue: number): string {
  return pValue < 0.001 ? '< 0.001' : pValue.toFixed(3);
}
