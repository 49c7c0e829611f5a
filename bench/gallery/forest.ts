import { scaleLog } from 'd3-scale';
import { logarithmicValues, thinned } from '../report/charts/axes.ts';
import { standalone } from '../report/charts/standalone.ts';
import { line, svg, text, texts, whisker } from '../report/charts/svg.ts';
import { withInterval } from '../report/format.ts';
import { html, type Markup, pathData } from '../report/markup.ts';
import { holdsOnAll, holdsText } from './agreement.ts';
import type { CostMetric } from './kept-run.ts';
import type { PairByCost, PairInRuns, RatioInRun } from './pairs.ts';

export interface SmallMultiples {
  readonly title: string;
  readonly description: string;
  readonly pairs: readonly PairInRuns[];
  /** The short name of each run. */
  readonly labels: ReadonlyMap<string, string>;
  /** Stands under the picture. */
  readonly source: string;
}

export const costWords: Readonly<Record<CostMetric, string>> = {
  wholePathCpuUsPerRequest: 'whole path: replica, Redis, balancer',
  replicaCpuUsPerRequest: 'replica alone',
};

const letterWidth = 7.4;
const rowHeight = 23;
const headHeight = 34;
const panelHead = 30;
const axisHeight = 32;
const plotWidth = 250;
const figureWidth = 158;
const gap = 26;
const labelGap = 22;

/** Each pair is a panel, with a row for each run and both costs side by side; all panels have one logarithmic axis. */
export function smallMultiples(picture: SmallMultiples): string {
  const { pairs, labels, title, source } = picture;
  const labelWidth =
    labelGap + letterWidth * Math.max(...[...labels.values()].map(({ length }) => length));
  const domain = domainOf(pairs);
  const lefts = [0, 1].map((column) => labelWidth + column * (plotWidth + figureWidth + gap));
  const width = Math.round(labelWidth + 2 * (plotWidth + figureWidth) + gap);
  const panelHeight = panelHead + labels.size * rowHeight + axisHeight;
  const panels = pairs.map((pair, index) =>
    panel(pair, { labels, lefts, domain, top: headHeight + index * panelHeight, width }),
  );
  const heads = (pairs[0]?.byCost ?? []).map(({ metric }, column) =>
    text(lefts[column] ?? 0, 12, costWords[metric], { style: 'strong' }),
  );
  const height = Math.round(headHeight + pairs.length * panelHeight);
  const chart = svg(picture, width, height, html`${heads}${panels}`);
  return standalone(chart.markup, { title, source, warning: null });
}

function domainOf(pairs: readonly PairInRuns[]): readonly [number, number] {
  const ends = pairs
    .flatMap(({ byCost }) => byCost.flatMap(({ runs }) => runs))
    .flatMap(({ comparison }) => (comparison === null ? [] : [comparison.low, comparison.high]));
  return [Math.min(0.95, ...ends) / 1.03, Math.max(1.05, ...ends) * 1.03];
}

interface PanelPlace {
  readonly labels: ReadonlyMap<string, string>;
  readonly lefts: readonly number[];
  readonly domain: readonly [number, number];
  readonly top: number;
  readonly width: number;
}

function panel(pair: PairInRuns, { labels, lefts, domain, top, width }: PanelPlace): Markup {
  const rowTop = top + panelHead;
  const name = pair.isAa ? 'floor ÷ floor: two equal arms' : `${pair.a} ÷ ${pair.b}`;
  const names = [...labels.values()].map((label, row) =>
    text(0, rowTop + (row + 0.5) * rowHeight, label, { style: 'soft' }),
  );
  const costs = pair.byCost.map((byCost, column) =>
    costPanel(byCost, pair.isAa, lefts[column] ?? 0, rowTop, domain),
  );
  return html`${line(0, top, width, top, 'grid')}${text(0, top + 16, name, { style: 'strong' })}${names}${costs}`;
}

function costPanel(
  { runs, agreement }: PairByCost,
  isAa: boolean,
  left: number,
  top: number,
  domain: readonly [number, number],
): Markup {
  const x = scaleLog(domain, [left, left + plotWidth]);
  const bottom = top + runs.length * rowHeight;
  const ticks = thinned(
    logarithmicValues(...domain).map((value) => ({ at: x(value), label: `${value}` })),
    44,
    ({ label }) => label === '1',
  );
  const grid = pathData(ticks.flatMap(({ at }) => ['M', at, top, 'V', bottom]));
  const tickTexts = ticks.map(({ at, label }) => text(at, 0, label));
  const word = isAa || agreement.says === null ? '' : `${agreement.says}: ${holdsText(agreement)}`;
  const verdict = text(left + plotWidth + 14, top - 14, word, {
    style: holdsOnAll(agreement) ? 'strong small' : 'small',
  });
  return html`<path d="${grid}" class="grid"/>${line(x(1), top - 4, x(1), bottom, 'axis')}
${texts({ anchor: 'middle', style: 'soft small' }, tickTexts, bottom + 11)}${verdict}
${runs.map((run, row) => ratioRow(run, x, left + plotWidth + 14, top + (row + 0.5) * rowHeight))}`;
}

function ratioRow(
  { comparison, notCounted }: RatioInRun,
  x: (value: number) => number,
  textX: number,
  middle: number,
): Markup {
  if (comparison === null) return text(textX, middle, 'no ratio', { style: 'soft small' });
  const counts = notCounted === null;
  const mark = counts ? 'mark fill-ink' : 'mark hollow stroke-ink';
  const figures = withInterval(comparison.ratio, comparison);
  return html`${counts ? whisker(x(comparison.low), x(comparison.high), middle, 5) : line(x(comparison.low), middle, x(comparison.high), middle, 'rule')}<circle cx="${x(comparison.ratio)}" cy="${middle}" r="4.5" class="${mark}"/>${text(textX, middle, counts ? figures : `(${figures})`, { style: counts ? 'small' : 'soft small' })}`;
}
