import { matchesGlob, relative } from 'node:path';
import type { Plugin } from 'vite';
import { defineConfig, type MarkdownOptions, type MarkdownRenderer } from 'vitepress';
import { slugOf } from '../runner/check/links.ts';
import { figureOf, keyOf, readDrawn } from './diagrams/drawn.ts';
import {
  addressOf,
  excluded,
  linkOnSite,
  pages,
  pathOnSite,
  projectRoot,
  titleOf,
} from './pages.ts';

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

/** Pages outside of docs/ have no Vue beside them. When VitePress renders pages, theirs is that of the site's packages. */
const ownVue: Plugin = {
  name: 'own-vue',
  enforce: 'pre',
  resolveId(id, _importer, { ssr }) {
    return ssr && /^vue(?:\/server-renderer)?$/.test(id) ? { id, external: true } : null;
  },
};

/** The site shows the walkthrough, and the project's other pages beside it. Titles and order come from the pages. */
export default defineConfig({
  title: 'Sessions versus tokens',
  description: 'A lab that measures server-side sessions against signed tokens',
  srcDir: '..',
  srcExclude: excluded,
  rewrites: pathOnSite,
  cleanUrls: true,
  head: [['link', { rel: 'icon', href: 'data:,' }]], // No icon. Without this line browsers request one.
  lastUpdated: false,
  markdown: {
    codeTransformers: [setOutputApart],
    anchor: { slugify: slugOf },
    config(markdown) {
      markdown.use(showDiagrams);
      markdown.use(nameConsole);
      markdown.use(linkPages);
      markdown.use(frameCharts);
    },
  },
  vite: { plugins: [ownVue] },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    sidebar: [
      { text: 'Walkthrough', items: pagesLike('docs/[0-9][0-9]-*.md') },
      { text: 'Method and disputes', items: pagesLike('docs/{method,disputes}.md') },
      { text: 'Kept runs', items: pagesLike('gallery/*') },
      { text: 'Reference', items: pagesLike('docs/{reference/*,what-is-where.md}') },
      {
        text: 'Glossary and teaching',
        items: pagesLike('docs/{glossary,instructor,interview,predictions}.md'),
      },
      {
        text: 'The project',
        items: pagesLike('{*.md,{apps,bench,infra,test}/**,docs/runner/*}'),
      },
      { text: 'Decisions', items: pagesLike('docs/decisions/*') },
    ],
    docFooter: { prev: false, next: false },
  },
});

function pagesLike(pattern: string): { text: string; link: string }[] {
  return pages
    .filter((page) => matchesGlob(page, pattern))
    .map((page) => ({ text: titleOf(page), link: addressOf(page) }));
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

/** Leads each link to the page of the site. A link to a file that is no page becomes plain text. */
function linkPages(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('link-pages', (state) => {
    // `path` is that on the site. For the search VitePress gives the real one under that name.
    const { path, realPath = path } = state.env as { path: string; realPath?: string };
    const page = relative(projectRoot, realPath);
    for (const token of state.tokens) {
      const kept: boolean[] = [];
      token.children = (token.children ?? []).filter((child) => {
        if (child.type === 'link_close') return kept.pop();
        if (child.type !== 'link_open') return true;
        const link = linkOnSite(page, String(child.attrGet('href')));
        if (link !== null) child.attrSet('href', link);
        kept.push(link !== null);
        return link !== null;
      });
    }
  });
}

/** A chart that is wider than a phone scrolls in a frame of its own, also by keyboard. */
function frameCharts(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('frame-charts', ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      const [only, ...rest] = token.children ?? [];
      if (only?.type !== 'image' || rest.length > 0) continue;
      tokens[index - 1]?.attrSet('class', 'chart');
      tokens[index - 1]?.attrSet('tabindex', '0');
    }
  });
}
