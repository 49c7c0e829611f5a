import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { galleryDirectory, readGallery } from '../bench/gallery/kept-run.ts';
import { buildDocument } from '../bench/report/build-document.ts';
import { standalone } from '../bench/report/charts/standalone.ts';
import type { ReportDocument } from '../bench/report/document.ts';
import { readResult } from '../bench/result/read-result.ts';
import type { Result } from '../bench/result/result.ts';
import type { ExperimentName, Gate } from '../bench/result/run.ts';
import { withTaughtFigures } from './generate/taught-figures.ts';

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

/** The kept run whose charts the walkthrough shows and whose figures README quotes, from the root of the repository. */
export const shownRun = 'gallery/amd-epyc-2-native-seed31';

/** A chart as a file of `docs/figures/`. */
interface DrawnFile {
  readonly file: string;
  readonly content: string;
  readonly warning: string | null;
}

/** @throws when the run lacks an experiment that a chart needs */
export function drawFigures(result: Result): DrawnFile[] {
  const document = buildDocument(result);
  const charts = chartsOf(document);
  return wanted.map((one) => {
    const chart = charts.get(one.id);
    if (chart === undefined) {
      throw new Error(`the run has no chart ${one.id}: run \`make bench\` without ONLY`);
    }
    const warning = warningOn(one, result.gates);
    const content = standalone(chart.markup, {
      title: chart.title,
      source: document.subtitle,
      warning,
    });
    return { file: one.file, content, warning };
  });
}

/** `node docs/figures.ts [DIR]` draws the charts of the walkthrough; without a folder, from the kept run. */
async function drawCharts(directory: string): Promise<void> {
  for (const { file, content, warning } of drawFigures(await readResult(directory))) {
    writeFileSync(join(import.meta.dirname, 'figures', file), content);
    process.stdout.write(`docs/figures/${file}${warning === null ? '' : `: ${warning}`}\n`);
  }
}

/** Writes the figures that an instructor quotes. They follow from all kept runs, whichever run the charts show. */
async function writeTaughtFigures(): Promise<void> {
  const page = join(import.meta.dirname, 'instructor.md');
  const runs = await readGallery(galleryDirectory);
  writeFileSync(page, withTaughtFigures(readFileSync(page, 'utf8'), runs));
  process.stdout.write('docs/instructor.md\n');
}

if (import.meta.main) {
  await drawCharts(process.argv[2] ?? join(import.meta.dirname, '..', shownRun));
  await writeTaughtFigures();
}
