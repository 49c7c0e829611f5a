import { readFileSync } from 'node:fs';
import { escapeHtml } from '../markup.ts';
import { markDefinitions } from './contender-mark.ts';

const styles = ['../html/style/colours.css', './charts.css', './marks.css'];

export interface StandaloneOptions {
  readonly title: string;
  /** Where and when the figures were measured. It is printed under the chart, so no copy of the chart lacks it. */
  readonly source: string;
  /** Why the figures must not be trusted, or only with care; null when nothing speaks against them. */
  readonly warning: string | null;
}

const captionHeight = 44;
const warningHeight = 20;
const margin = 14;

/**
 * A chart of the report as a file of its own. It has its light and dark colours, a background, and its source.
 * @throws when `chart` is not a chart of the report
 */
export function standalone(chart: string, { title, source, warning }: StandaloneOptions): string {
  const [, width, height] = /^<svg [^>]*viewBox="0 0 (\d+) (\d+)"/.exec(chart) ?? [];
  if (width === undefined || height === undefined)
    throw new Error('this is no chart of the report');
  const total = Number(height) + captionHeight + (warning === null ? 0 : warningHeight);
  const across = Number(width) + 2 * margin;
  const placed = chart.replace(
    '<svg ',
    `<svg x="${margin}" y="8" width="${width}" height="${height}" `,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${across} ${total}" width="${across}" height="${total}">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${stylesheet()}</style>`,
    `<rect width="${across}" height="${total}" fill="var(--page)"/>`,
    markDefinitions().markup,
    placed,
    ...(warning === null ? [] : [caption(warning, across, total - 14 - warningHeight)]),
    caption(source, across, total - 14),
    '</svg>',
    '',
  ].join('\n');
}

function caption(text: string, across: number, y: number): string {
  return `<text x="${across - margin}" y="${y}" class="end soft small">${escapeHtml(text)}</text>`;
}

function stylesheet(): string {
  const text = styles
    .map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'))
    .join('\n');
  // In the report the page sets the font. This file has no page, so the chart sets it.
  return `${text.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' ')} svg { font-family: var(--sans); font-size: 14px; }`;
}
