/** A Markdown table. A bar in a cell would end the cell, so it is written as an entity. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '&#124;').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** Stands at the top of every generated page. */
export function generatedNote(source: string): string {
  return `*Written from the code (${source}) by \`docs/reference.ts\`. Change the code, not this page.*`;
}

export function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
