import type { Markdown, Problem } from '../markdown.ts';

/** A chapter of the walkthrough: `docs/07-….md`. */
export const chapterFile = /(?:^|\/)\d\d-[a-z0-9-]+\.md$/;

const lineLimit = 200;
const decisionLineLimit = 40;

/** The parts of a chapter, each with the text or the language of a fence that shows that it is there. */
const parts: readonly { missing: string; text?: RegExp; fence?: string }[] = [
  { missing: 'a question as its title', text: /^# .*\?$/m },
  { missing: 'a section `## Predict`', text: /^## Predict$/m },
  { missing: 'a section `## Why`', text: /^## Why$/m },
  { missing: 'a section `## Exercise`', text: /^## Exercise$/m },
  { missing: 'an answer to open (`<summary>`)', text: /<summary>/ },
  { missing: 'a link to the next chapter: `Next: […](…)`', text: /^Next: \[/m },
  { missing: 'a command', fence: 'console' },
  { missing: 'a picture', fence: 'mermaid', text: /!\[[^\]]+\]\(/ },
];

/** Every chapter has the same parts. So a reader knows where to look, and an instructor where to stop. */
export function checkShape(page: Markdown): Problem[] {
  const problems: Problem[] = [];
  const { path } = page;
  const limit = path.includes('/decisions/') ? decisionLineLimit : lineLimit;
  const lines = page.lines.at(-1) === '' ? page.lines.length - 1 : page.lines.length;
  if (chapterFile.test(path) || path.includes('/decisions/')) {
    if (lines > limit)
      problems.push({ path, line: limit + 1, problem: `more than ${limit} lines` });
  }
  if (!chapterFile.test(path)) return problems;
  const prose = page.prose.map((row) => row.text).join('\n');
  const absent = parts.filter(
    ({ text, fence }) =>
      text?.test(prose) !== true && !page.fences.some(({ language }) => language === fence),
  );
  return [
    ...problems,
    ...absent.map(({ missing }) => ({ path, line: 1, problem: `the chapter lacks ${missing}` })),
  ];
}
