import { promises } from '../properties.ts';
import type { Step } from '../step.ts';
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
  return inColumns(rows, [2, 3, 4]);
}

/** One line for each step of an order. */
export function stepsTable(steps: readonly Step[]): string {
  return inColumns(
    steps.map(({ actor, kind, label }) => [actor, kind, label]),
    [],
  );
}

/** @param numbers the columns that are aligned to the right */
function inColumns(rows: readonly (readonly string[])[], numbers: readonly number[]): string {
  const widthOf = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) =>
      numbers.includes(column) ? cell.padStart(widthOf(column)) : cell.padEnd(widthOf(column)),
    );
    return cells.join('  ').trimEnd();
  });
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
  const checked = new Set(scenarios.flatMap(({ properties }) => properties));
  const kept = [...checked].sort().map((name) => `- ${name}: ${promises[name]}`);
  const table = `\`\`\`text\n${countsTable(results)}\`\`\``;
  return `${['# Every order of events', kept.join('\n'), table, ...pictures].join('\n\n')}\n`;
}
