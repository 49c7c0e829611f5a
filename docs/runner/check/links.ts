import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { Markdown, Problem, ProseLine } from '../markdown.ts';

const link = /!?\[[^\]]*\]\((?<target>[^()\s]+)(?:\s+"[^"]*")?\)/g;
const external = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/;

/**
 * Checks that every relative link leads to a file, and every anchor to a heading. `pages` has all pages by their path,
 * relative to `root`. Addresses on the web are not checked: a test must not depend on them.
 */
export function checkLinks(pages: ReadonlyMap<string, Markdown>, root: string): Problem[] {
  return [...pages.values()].flatMap((page) =>
    page.prose.flatMap((row) =>
      targetsIn(row)
        .filter((target) => !external.test(target))
        .flatMap((target) => {
          const problem = problemWith(target, page, pages, root);
          return problem === null ? [] : [{ path: page.path, line: row.line, problem }];
        }),
    ),
  );
}

function targetsIn({ text }: ProseLine): string[] {
  const spoken = text.replaceAll(/`[^`]*`/g, (code) => '`'.repeat(code.length));
  return [...spoken.matchAll(link)].flatMap(({ groups: { target } = {} }) => target ?? []);
}

function problemWith(
  target: string,
  page: Markdown,
  pages: ReadonlyMap<string, Markdown>,
  root: string,
): string | null {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? page.path : normalize(join(dirname(page.path), decodeURI(file)));
  if (file !== '' && !existsSync(join(root, path))) return `the link ${target} leads to no file`;
  if (anchor === undefined) return null;
  const linked = pages.get(path);
  if (linked === undefined) return null;
  return anchorsOf(linked.prose).has(anchor) ? null : `${path} has no heading #${anchor}`;
}

/** Every anchor of a page. The second heading with the same text gets `-1`, as on GitHub and other forges. */
function anchorsOf(prose: readonly { readonly text: string }[]): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const anchors = new Set<string>();
  for (const { text } of prose) {
    const { title } = /^#{1,6}\s+(?<title>.+)$/.exec(text)?.groups ?? {};
    if (title === undefined) continue;
    const slug = slugOf(title.replaceAll(/[`*]|\[(?<words>[^\]]*)\]\([^)]*\)/g, '$<words>'));
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
  }
  return anchors;
}

/** The anchor of a heading, by the rule of GitHub and other forges. The site and the check of links both use it. */
export function slugOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}
