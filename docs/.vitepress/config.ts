import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitepress';
import { slugOf } from '../runner/check/links.ts';
import { drawMermaid, nameConsole, setOutputApart, unlinkSources } from './markdown.ts';

const docs = join(import.meta.dirname, '..');

/** The site consists of the folder `docs/` only. Titles and order come from the pages themselves. */
export default defineConfig({
  title: 'Sessions versus tokens',
  description: 'A lab that measures server-side sessions against signed tokens',
  srcExclude: ['**/node_modules/**', 'runner/**'],
  rewrites: { 'README.md': 'index.md', ':folder/README.md': ':folder/index.md' },
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]], // No icon. Without this line browsers request one.
  lastUpdated: false,
  markdown: {
    codeTransformers: [setOutputApart],
    anchor: { slugify: slugOf },
    config(markdown) {
      markdown.use(drawMermaid);
      markdown.use(nameConsole);
      markdown.use(unlinkSources);
    },
  },
  vite: {
    build: { chunkSizeWarningLimit: 2000 }, // kB. Mermaid is large, but only pages with a picture load it.
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    sidebar: [
      { text: 'Walkthrough', items: pagesIn('[0-9][0-9]-*.md') },
      { text: 'Reference', items: pagesIn('reference/*.md') },
      { text: 'Glossary and teaching', items: pagesIn('{glossary,instructor}.md') },
      { text: 'Decisions', collapsed: true, items: pagesIn('decisions/*.md') },
    ].filter(({ items }) => items.length > 0),
    docFooter: { prev: false, next: false },
  },
});

function pagesIn(pattern: string): { text: string; link: string }[] {
  return globSync(pattern, { cwd: docs })
    .filter((path) => !path.endsWith('README.md') && existsSync(join(docs, path)))
    .toSorted()
    .map((path) => ({ text: titleOf(path), link: `/${path.replace(/\.md$/, '')}` }));
}

function titleOf(path: string): string {
  const [, title] = /^# (.+)$/m.exec(readFileSync(join(docs, path), 'utf8')) ?? [];
  return title?.replaceAll('`', '') ?? dirname(path);
}
