import type { Cell, Table } from '../document.ts';
import { escapeMarkdown } from './text.ts';

/** A GitHub-flavoured table under its caption. */
export function renderTable({ caption, columns, rows }: Table): string {
  const header = columns.map((column) => escapeMarkdown(column.label));
  const rule = columns.map((column) => (column.align === 'right' ? '--:' : ':--'));
  const body = rows.map((row) => row.map(renderCell));
  const lines = [header, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`);
  return `*${escapeMarkdown(caption)}*\n\n${lines.join('\n')}\n`;
}

/** What stands out by colour on the page stands out by weight here. */
function renderCell({ text, tone, href }: Cell): string {
  const plain = escapeMarkdown(text);
  const linked = href?.startsWith('https://') ? `[${plain}](${href})` : plain;
  return tone === 'bad' && text !== '' ? `**${linked}**` : linked;
}
