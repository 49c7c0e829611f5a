import type { ReportDocument } from '../../bench/report/document.ts';

/** The charts that the walkthrough shows, by their id in the report, and the file that each becomes. */
export const wanted: Readonly<Record<string, string>> = {
  'cost-chart': 'cost.svg',
  'ecdf-logout': 'logout.svg',
  pareto: 'trade-off.svg',
};

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
