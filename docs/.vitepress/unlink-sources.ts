import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

const external = /^(?:[a-z][a-z0-9+.-]*:|\/|#)/;

/**
 * Links that leave `docs/` lead to source files. They work on the forge; the site does not hold those files, so
 * there the words stay and the link goes. The docs runner has checked that the file exists.
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
