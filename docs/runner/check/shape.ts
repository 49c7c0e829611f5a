import type { Markdown, Problem } from '../markdown.ts';

/** A chapter of the walkthrough: `docs/07-….md`. */
export const chapterFile = /(?:^|\/)\d\d-[a-z0-9-]+\.md$/;

const lineLimit = 200;
const decisionLineLimit = 40;

interface Part {
  readonly missing: string;
  isThere(page: Markdown, text: string): boolean;
}

const parts: readonly Part[] = [
  { missing: 'a question as its title', isThere: (_, text) => /^# .*\?$/m.test(text) },
  { missing: 'a section `## Predict`', isThere: (_, text) => /^## Predict$/m.test(text) },
  { missing: 'a section `## Why`', isThere: (_, text) => /^## Why$/m.test(text) },
  { missing: 'a section `## Exercise`', isThere: (_, text) => /^## Exercise$/m.test(text) },
  { missing: 'an answer to open (`<summary>`)', isThere: (_, text) => /<summary>/.test(text) },
  {
    missing: 'a link to the next chapter: `Next: […](…)`',
    isThere: (_, text) => /^Next: \[/m.test(text),
  },
  { missing: 'a command', isThere: (page) => hasFence(page, 'console') },
  {
    missing: 'a picture',
    isThere: (page, text) => hasFence(page, 'mermaid') || /!\[[^\]]+\]\(/.test(text),
  },
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
  const text = page.prose.map((row) => row.text).join('\n');
  const absent = parts.filter((part) => !part.isThere(page, text));
  return [
    ...problems,
    ...absent.map(({ missing }) => ({ path, line: 1, problem: `the chapter lacks ${missing}` })),
  ];
}

function hasFence(page: Markdown, language: string): boolean {
  return page.fences.some((fence) => fence.language === language);
}
