import type { Explored, ExploredResult } from './explored.ts';

/** One line for each scenario and contender, in columns. */
export function countsTable(results: readonly ExploredResult[]): string {
  const rows = [
    ['scenario', 'contender', 'orders', 'bad', 'endless', 'shortest bad order'],
    ...results.map(({ scenario, contender, orders, violating, stuck, shortest }) => [
      scenario,
      contender,
      String(orders),
      String(violating),
      String(stuck),
      shortest === null ? '' : `${brokenBy(shortest)} ${shortest.order.join('.')}`,
    ]),
  ];
  const widths = rows[0]?.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths?.[column] ?? 0;
        return column >= 2 && column <= 4 ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** The properties that the order breaks, such as `P1`. */
function brokenBy({ violations, stuck }: NonNullable<ExploredResult['shortest']>): string {
  const broken = [...new Set(violations.map(({ property }) => property))];
  return [...broken, ...(stuck === null ? [] : ['endless'])].join(' ');
}

/** `explore.md`: the table, and the shortest bad order of each scenario and contender as a picture. */
export function exploredPage({ scenarios, results }: Explored): string {
  const pictures = results.flatMap(({ scenario, contender, orders, violating, shortest }) => {
    if (shortest === null) return [];
    const story = scenarios.find(({ name }) => name === scenario)?.story ?? '';
    return [
      `## ${scenario}: ${contender}`,
      story,
      `${violating} of ${orders} orders break a promise. The shortest:`,
      `\`\`\`mermaid\n${shortest.diagram}\`\`\``,
      `\`${shortest.replay}\` runs exactly this order.`,
    ];
  });
  const table = `\`\`\`text\n${countsTable(results)}\`\`\``;
  return `${['# Every order of events', table, ...pictures].join('\n\n')}\n`;
}
