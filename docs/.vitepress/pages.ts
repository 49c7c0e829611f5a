import { globSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The root of the project, whose pages the site shows. */
export const projectRoot = root;

const patterns = [
  '*.md',
  'docs/*.md',
  'docs/{decisions,reference,runner}/*.md',
  '{apps,bench,gallery,infra}/README.md',
  'bench/experiments/*/README.md',
  'test/{*,explore/*}/README.md',
];

/** The paths of all pages of the site, from the root of the project, in order. */
export const pages: readonly string[] = globSync(patterns, { cwd: root }).toSorted();

/** What the site leaves out: pages that people do not write, or that stand in a folder of their own. */
export const excluded = ['**/node_modules/**', 'bench/results/**', 'gallery/*/*.md', 'coverage/**'];

/** The path of a page on the site. The walkthrough is the home of the site, so the project's README has another name. */
export function pathOnSite(page: string): string {
  if (page === 'README.md') return 'project.md';
  return page.replace(/^docs\//, '').replace(/README\.md$/, 'index.md');
}

/** The title of a page: its first heading. */
export function titleOf(page: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(root, page), 'utf8')) ?? [];
  return title?.replaceAll('`', '') ?? page;
}

/** An address on the site without its ending; that of a folder's page is the folder. */
export function addressOf(page: string): string {
  return `/${pathOnSite(page)
    .replace(/\.md$/, '')
    .replace(/(^|\/)index$/, '$1')}`;
}

/**
 * Where a link of a page leads on the site. Null when it leads to a file that is no page, such as source code, which
 * exists on the forge but not on the site. The docs runner has checked that the file exists.
 */
export function linkOnSite(page: string, href: string): string | null {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/|#)/.test(href)) return href;
  const [path = '', anchor] = href.split('#');
  const target = posix.join(posix.dirname(page), path).replace(/\/$/, '');
  const found = [target, `${target}/README.md`].find((candidate) => pages.includes(candidate));
  if (found === undefined) return null;
  return `${addressOf(found)}${anchor === undefined ? '' : `#${anchor}`}`;
}
