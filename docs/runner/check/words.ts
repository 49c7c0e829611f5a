import { type Markdown, type Problem, tableRowsOf } from '../markdown.ts';
import { chapterFile } from './shape.ts';

export const glossaryPath = 'docs/glossary.md';

/** Words in capitals that a reader of chapter 1 knows: the page asks for HTTP, a shell and a browser, and no more. */
const everyday: ReadonlySet<string> = new Set(
  `API CPU DELETE GET HEAD HTML HTTP HTTPS ID JSON KB MB OK PATCH POST PUT README RAM SMS URL UTC XML`.split(
    ' ',
  ),
);

/** A word in capitals, such as `MGET` or `ES256`, and no part of a variable such as `FIRST_PORT` or `SEED=1`. */
const inCapitals = /(?<![\w/-])[A-Z][A-Z0-9]+(?![\w=]|-[a-z])/g;

/** Commands of Redis, as a reader types them or as Redis counts them, and what a store can keep. */
const ofRedis = /\.\/lab redis \S+ (\w+)|\bcmdstat_(\w+)|\.\/lab persist \S+ (aof)\b/g;

/** Terms of the field that no capitals give away. Each form that a chapter uses stands here. */
const terms: readonly string[] = [
  'append-only file',
  'back-channel logout',
  'base64url',
  'denylist',
  'drain',
  'eviction',
  'fail closed',
  'fail open',
  'fixation',
  'gray failure',
  'idempotency key',
  'introspection',
  'key set',
  'liveness',
  'readiness',
  'refresh family',
  'refresh token',
  'referrer',
  'resource server',
  'rolling update',
  'shared cache',
  'sticky',
  'upstream',
];

/** Checks that the glossary has every word of the chapters that a reader of chapter 1 may not know. */
export function checkWords(pages: ReadonlyMap<string, Markdown>): Problem[] {
  const glossary = pages.get(glossaryPath);
  if (glossary === undefined) return [];
  const explained = explainedIn(glossary);
  return [...pages.values()]
    .filter(({ path }) => chapterFile.test(path))
    .flatMap((page) => {
      const unknown = wordsOf(page).filter(
        ({ word }) => !everyday.has(word) && !explained.has(word.toLowerCase()),
      );
      return [...new Map(unknown.map((each) => [each.word, each])).values()].map(
        ({ word, line }) => ({
          path: page.path,
          line,
          problem: `${glossaryPath} does not explain ${word}`,
        }),
      );
    });
}

/** What stands in the first column of a table of the glossary, part by part: `fail open, fail closed` are two. */
function explainedIn(glossary: Markdown): ReadonlySet<string> {
  const firsts = tableRowsOf(glossary).map(({ cells }) => cells.get('word') ?? '');
  return new Set(
    firsts.flatMap((cell) =>
      cell
        .replaceAll('`', '')
        .split(/,|\(|\)/)
        .map((part) => part.trim().toLowerCase()),
    ),
  );
}

interface Word {
  readonly word: string;
  readonly line: number;
}

function wordsOf(page: Markdown): Word[] {
  const spoken = page.prose.flatMap(({ line, text }) => [
    ...[...text.matchAll(inCapitals)].map(([word]) => ({ word, line })),
    ...terms.filter((term) => text.toLowerCase().includes(term)).map((word) => ({ word, line })),
  ]);
  const typed = page.fences
    .filter(({ language }) => language === 'console')
    .flatMap(({ line, body }) =>
      body.flatMap((text, index) =>
        [...text.matchAll(ofRedis)].map(([, sent, counted, kept]) => ({
          word: (sent ?? counted ?? kept ?? '').toUpperCase(),
          line: line + 1 + index,
        })),
      ),
    );
  return [...spoken, ...typed];
}
