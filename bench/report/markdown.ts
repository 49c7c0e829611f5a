import type { Result } from '../result/result.ts';
import type { Answer } from './answer/answer.ts';
import { answerTable, fullWords } from './answer/table.ts';
import { buildDocument } from './build-document.ts';
import type { Block, Cell, Fact, Figure, Panel, Section, Table, Verdict } from './document.ts';

/** The report as Markdown for a forge: the same sentences and tables; each chart is the table behind it. */
export function renderMarkdown(result: Result): string {
  const { title, subtitle, sections } = buildDocument(result);
  const contents = sections.map((section) => `- ${escapeMarkdown(section.title)}`).join('\n');
  const head = `# ${title}\n\n${escapeMarkdown(subtitle)}\n\nThe charts are in \`report.html\` beside this file.\n\n${contents}\n`;
  return `${[head, ...sections.map(renderSection)].join('\n').replaceAll('\u00a0', ' ').trimEnd()}\n`;
}

function renderSection({ title, lead, blocks }: Section): string {
  const parts = [
    `## ${escapeMarkdown(title)}\n`,
    ...(lead === null ? [] : [`${escapeMarkdown(lead)}\n`]),
    ...blocks.map(renderBlock),
  ];
  return parts.join('\n');
}

/**
 * Text with names between backticks, safe in Markdown: nothing in it becomes a tag, a link, emphasis or the end
 * of a table cell. Names keep their backticks.
 */
export function escapeMarkdown(text: string): string {
  const pieces = text.split('`');
  return pieces
    .map((piece, index) =>
      index % 2 === 1 && index < pieces.length - 1 && piece !== ''
        ? `\`${oneLine(piece).replaceAll('|', '\\|')}\``
        : escapePlain(piece),
    )
    .join('');
}

function escapePlain(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~]/g, (character) => `\\${character}`);
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}

export function renderBlock(block: Block): string {
  switch (block.kind) {
    case 'answer':
      return renderAnswer(block.answer);
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

function renderAnswer(answer: Answer): string {
  const notes = [...answer.notes, fullWords].map(escapeMarkdown).join('\n\n');
  const trust = `**Can you trust this run?** ${escapeMarkdown(answer.trust.text)}`;
  return `${trust}\n\n${renderTable(answerTable(answer, { labels: 'full', cells: 'full' }))}\n${notes}\n`;
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
  return `- ${escapeMarkdown(`\`${title}\``)}: ${escapeMarkdown(summary)}.\n`;
}

function folded(summary: string, content: string): string {
  return `<details><summary>${escapeMarkdown(summary)}</summary>\n\n${content}\n</details>\n`;
}

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
  const target = href === undefined ? null : linkTarget(href);
  const linked = target === null ? plain : `[${plain}](${target})`;
  return tone === 'bad' && text !== '' ? `**${linked}**` : linked;
}

/**
 * An address without what ends a link or a table cell in Markdown; null for what is no https address. It may come from
 * a result file.
 */
function linkTarget(href: string): string | null {
  const url = URL.parse(href);
  if (url?.protocol !== 'https:') return null;
  return url.href.replace(/[\s()<>[\]\\|`*]/g, (character) => `%${hexOf(character)}`);
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}
