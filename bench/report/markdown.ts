import type { Result } from '../result/result.ts';
import { buildDocument } from './build-document.ts';
import type { Section } from './document.ts';
import { renderBlock } from './markdown/blocks.ts';
import { escapeMarkdown } from './markdown/text.ts';

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
