import type { MarkdownRenderer } from 'vitepress';

/** A `mermaid` fence stays its own source on the page; the theme draws it in the browser (`theme/draw.ts`). */
export function drawMermaid(markdown: MarkdownRenderer): void {
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, options, env, self) ?? '';
    return `<pre class="mermaid" v-pre>${markdown.utils.escapeHtml(token.content)}</pre>\n`;
  };
}
