import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { defineConfig, type MarkdownOptions, type MarkdownRenderer } from 'vitepress';
import { slugOf } from '../runner/check/links.ts';
import { figureOf, keyOf, readDrawn } from './diagrams/drawn.ts';

const docs = join(import.meta.dirname, '..');

type CodeTransformer = NonNullable<MarkdownOptions['codeTransformers']>[number];

/** Marks output lines: the copy button skips them, and they are not coloured as code. */
const setOutputApart: CodeTransformer = {
  name: 'set-output-apart',
  line(node, line) {
    if (this.options.lang !== 'shellsession') return;
    const text = this.source.split('\n')[line - 1] ?? '';
    if (!/^[$>](?: |$)/.test(text)) this.addClassToHast(node, 'output vp-copy-ignore');
  },
};

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
      markdown.use(showDiagrams);
      markdown.use(nameConsole);
      markdown.use(unlinkSources);
    },
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    sidebar: [
      { text: 'Walkthrough', items: pagesIn('[0-9][0-9]-*.md') },
      { text: 'Method and disputes', items: pagesIn('{method,disputes}.md') },
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

/** VitePress leaves prompts out of copied text only for shell languages. To it `console` is none, so it is renamed. */
function nameConsole(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('name-console', (state) => {
    for (const token of state.tokens) {
      if (token.type === 'fence') token.info = token.info.replace(/^console\b.*/, 'shellsession');
    }
  });
}

/** Puts the drawing of a `mermaid` fence on the page. A diagram that is not drawn yet stays as its text. */
function showDiagrams(markdown: MarkdownRenderer): void {
  const fence = markdown.renderer.rules.fence;
  const drawn = readDrawn();
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    const key = keyOf(token?.content ?? '');
    const diagram = token?.info.trim() === 'mermaid' ? drawn[key] : undefined;
    if (diagram !== undefined) return figureOf(key, diagram);
    return fence?.(tokens, index, options, env, self) ?? '';
  };
}

const external = /^(?:[a-z][a-z0-9+.-]*:|\/|#)/;

/**
 * Removes links that leave `docs/`, and keeps their text. They lead to source files, which exist on the forge but not
 * on the site. The docs runner has checked that the files exist.
 */
function unlinkSources(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('unlink-sources', (state) => {
    const { relativePath } = state.env as { relativePath: string };
    for (const token of state.tokens) {
      const open: boolean[] = [];
      token.children = (token.children ?? []).filter((child) => {
        if (child.type === 'link_open') {
          open.push(leavesDocs(relativePath, String(child.attrGet('href'))));
          return open.at(-1) === false;
        }
        return child.type !== 'link_close' || open.pop() === false;
      });
    }
  });
}

function leavesDocs(page: string, href: string): boolean {
  if (external.test(href)) return false;
  return posix.join(posix.dirname(page), href).startsWith('../');
}
