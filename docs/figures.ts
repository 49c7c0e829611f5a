import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDocument } from '../bench/report/build-document.ts';
import { markDefinitions } from '../bench/report/charts/contender-mark.ts';
import type { ReportDocument } from '../bench/report/document.ts';
import { escapeHtml } from '../bench/report/markup.ts';
import { readResult } from '../bench/result/read-result.ts';
import type { ExperimentName, Gate } from '../bench/result/run.ts';

/** A chart of the report that the walkthrough shows. */
export interface WantedChart {
  /** The id of the chart in the report. */
  readonly id: string;
  /** The name of the file in `docs/figures/`. */
  readonly file: string;
  /** The experiments that its figures come from. */
  readonly experiments: readonly ExperimentName[];
}

export const wanted: readonly WantedChart[] = [
  { id: 'cost-chart', file: 'cost.svg', experiments: ['lookup'] },
  { id: 'ecdf-logout', file: 'logout.svg', experiments: ['revocation'] },
  { id: 'pareto', file: 'trade-off.svg', experiments: ['lookup', 'revocation'] },
];

/** The warning to show under a chart when a gate of its experiments did not pass; null when all gates passed. */
export function warningOn(
  { experiments }: Pick<WantedChart, 'experiments'>,
  gates: readonly Gate[],
): string | null {
  const reasons = (status: Gate['status']): string =>
    gates
      .filter((gate) => gate.status === status)
      .filter(({ experiment }) => experiment === null || experiments.includes(experiment))
      .map(({ gate, measured }) => `${gate}: ${measured}`)
      .join('; ');
  const failed = reasons('fail');
  if (failed !== '') return `Not to be trusted. ${failed}`;
  const doubtful = reasons('warn');
  return doubtful === '' ? null : `With care. ${doubtful}`;
}

export interface Chart {
  readonly title: string;
  readonly markup: string;
}

/** Every large chart of a report by its id, drawn for a wide page. */
export function chartsOf(document: ReportDocument): ReadonlyMap<string, Chart> {
  const blocks = document.sections.flatMap((section) => section.blocks);
  const figures = blocks.flatMap((block) => (block.kind === 'figure' ? [block.figure] : []));
  return new Map(figures.map(({ id, title, wide }) => [id, { title, markup: wide.markup }]));
}

const styles = [
  '../bench/report/html/style/colours.css',
  '../bench/report/charts/charts.css',
  '../bench/report/charts/marks.css',
];

export interface StandaloneOptions {
  readonly title: string;
  /** Where and when the figures were measured. It is printed under the chart, so no copy of the chart lacks it. */
  readonly source: string;
  /** Why the figures must not be trusted, or only with care; null when nothing speaks against them. */
  readonly warning: string | null;
}

const captionHeight = 44;
const warningHeight = 20;
const margin = 14;

/**
 * A chart of the report as a file of its own. It has its light and dark colours, a background, and its source.
 * @throws when `chart` is not a chart of the report
 */
export function standalone(chart: string, { title, source, warning }: StandaloneOptions): string {
  const [, width, height] = /^<svg [^>]*viewBox="0 0 (\d+) (\d+)"/.exec(chart) ?? [];
  if (width === undefined || height === undefined)
    throw new Error('this is no chart of the report');
  const total = Number(height) + captionHeight + (warning === null ? 0 : warningHeight);
  const across = Number(width) + 2 * margin;
  const placed = chart.replace(
    '<svg ',
    `<svg x="${margin}" y="8" width="${width}" height="${height}" `,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${across} ${total}" width="${across}" height="${total}">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${stylesheet()}</style>`,
    `<rect width="${across}" height="${total}" fill="var(--page)"/>`,
    markDefinitions().markup,
    placed,
    ...(warning === null ? [] : [caption(warning, across, total - 14 - warningHeight)]),
    caption(source, across, total - 14),
    '</svg>',
    '',
  ].join('\n');
}

function caption(text: string, across: number, y: number): string {
  return `<text x="${across - margin}" y="${y}" class="end soft small">${escapeHtml(text)}</text>`;
}

function stylesheet(): string {
  const text = styles
    .map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'))
    .join('\n');
  // In the report the page sets the font. This file has no page, so the chart sets it.
  return `${text.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' ')} svg { font-family: var(--sans); font-size: 14px; }`;
}

/** `node docs/figures.ts [DIR]` draws the charts of the walkthrough from one run of all three experiments. */
async function main(directory: string): Promise<void> {
  const result = await readResult(directory);
  const document = buildDocument(result);
  const charts = chartsOf(document);
  for (const one of wanted) {
    const { id, file } = one;
    const chart = charts.get(id);
    if (chart === undefined) {
      process.stderr.write(`${directory} has no chart ${id}: run \`make bench\` without ONLY\n`);
      process.exitCode = 1;
      continue;
    }
    const { title, markup } = chart;
    const warning = warningOn(one, result.gates);
    const text = standalone(markup, { title, source: document.subtitle, warning });
    writeFileSync(join(import.meta.dirname, 'figures', file), text);
    process.stdout.write(`docs/figures/${file}${warning === null ? '' : `: ${warning}`}\n`);
  }
}

if (import.meta.main) await main(process.argv[2] ?? 'bench/results/latest');
