import type { Block, Fact, Figure, Panel, Verdict } from '../document.ts';
import { renderTable } from './table.ts';
import { escapeMarkdown } from './text.ts';

export function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `### ${escapeMarkdown(block.text)}\n`;
    case 'paragraph':
      return `${escapeMarkdown(block.text)}\n`;
    case 'list':
      return `${block.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n')}\n`;
    case 'code':
      return `\`\`\`sh\n${block.text}\n\`\`\`\n`;
    case 'callout':
      return `> **${escapeMarkdown(block.text)}**\n`;
    case 'facts':
      return renderFacts(block.facts);
    case 'verdicts':
      return block.verdicts.map(renderVerdict).join('\n');
    case 'table':
      return block.folded
        ? folded(block.table.caption, renderTable(block.table))
        : renderTable(block.table);
    case 'figure':
      return renderFigure(block.figure);
    case 'panels':
      return block.panels.map(renderPanel).join('');
    case 'key':
      // There are no timelines here to explain.
      return '';
  }
}

function renderFacts(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label, value, note }) =>
      `| ${escapeMarkdown(label)} | **${escapeMarkdown(value)}** | ${escapeMarkdown(note)} |`,
  );
  return `| | | |\n| :-- | :-- | :-- |\n${rows.join('\n')}\n`;
}

function renderVerdict({ headline, evidence }: Verdict): string {
  const lines = evidence.map((each) => `  - ${escapeMarkdown(each)}`);
  return `- **${escapeMarkdown(headline)}.**\n${lines.join('\n')}\n`;
}

function renderFigure({ title, caption, table }: Figure): string {
  return `**${escapeMarkdown(title)}.** ${escapeMarkdown(caption)}\n\n${renderTable(table)}`;
}

function renderPanel({ title, summary }: Panel): string {
  return `- \`${title}\`: ${escapeMarkdown(summary)}.\n`;
}

function folded(summary: string, content: string): string {
  return `<details><summary>${escapeMarkdown(summary)}</summary>\n\n${content}\n</details>\n`;
}
