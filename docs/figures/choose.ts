import type { ReportDocument } from '../../bench/report/document.ts';
import type { ExperimentName, Gate } from '../../bench/result/run.ts';

/** A chart of the report that the walkthrough shows. */
export interface WantedChart {
  /** In the report. */
  readonly id: string;
  /** What it becomes, in `docs/figures/`. */
  readonly file: string;
  /** Where its figures come from. */
  readonly experiments: readonly ExperimentName[];
}

export const wanted: readonly WantedChart[] = [
  { id: 'cost-chart', file: 'cost.svg', experiments: ['lookup'] },
  { id: 'ecdf-logout', file: 'logout.svg', experiments: ['revocation'] },
  { id: 'pareto', file: 'trade-off.svg', experiments: ['lookup', 'revocation'] },
];

/** What has to stand beside a chart when gates of its experiments did not let its figures pass; null when all did. */
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
