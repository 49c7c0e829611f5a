import type { MarkdownOptions, MarkdownRenderer } from 'vitepress';

type CodeTransformer = NonNullable<MarkdownOptions['codeTransformers']>[number];

/** VitePress leaves the prompts out of what its button copies, if the language is a shell; `console` is none to it. */
export function nameConsole(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push('name-console', (state) => {
    for (const token of state.tokens) {
      if (token.type === 'fence') token.info = token.info.replace(/^console\b.*/, 'shellsession');
    }
  });
}

/** The button copies the commands and not what they print; and what they print is not coloured as if it were code. */
export const setOutputApart: CodeTransformer = {
  name: 'set-output-apart',
  line(node, line) {
    if (this.options.lang !== 'shellsession') return;
    const text = this.source.split('\n')[line - 1] ?? '';
    if (!/^[$>](?: |$)/.test(text)) this.addClassToHast(node, 'output vp-copy-ignore');
  },
};
