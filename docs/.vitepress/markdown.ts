import { posix } from 'node:path';
import type { MarkdownOptions, MarkdownRenderer } from 'vitepress';

type CodeTransformer = NonNullable<MarkdownOptions['codeTransformers']>[number];

/** VitePress leaves prompts out of copied text only for shell languages. To it `console` is none, so it is renamed. */
export function nameConsole(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('name-console', (state) => {
    for (const token of state.tokens) {
      if (token.type === 'fence') token.info = token.info.replace(/^console\b.*/, 'shellsession');
    }
  });
}

/** Marks output lines: the copy button skips them, and they are not coloured as code. */
export const setOutputApart: CodeTransformer = {
  name: 'set-output-apart',
  line(node, line) {
    if (this.options.lang !== 'shellsession') return;
    const text = this.source.split('\n')[line - 1] ?? '';
    if (!/^[$>](?: |$)/.test(text)) this.addClassToHast(node, 'output vp-copy-ignore');
  },
};

/** Puts the source of a `mermaid` fence on the page. The theme draws it in the browser (`theme/index.ts`). */
export function drawMermaid(markdown: MarkdownRenderer): void {
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, options, env, self) ?? '';
    return `<pre class="mermaid" v-pre>${markdown.utils.escapeHtml(token.content)}</pre>\n`;
  };
}

const external = /^(?:[a-z][a-z0-9+.-]*:|\/|#)/;

/**
 * Removes links that leave `docs/`, and keeps their text. They lead to source files, which exist on the forge but not
 * on the site. The docs runner has checked that the files exist.
 */
export function unlinkSources(markdown: MarkdownRenderer): void {
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
