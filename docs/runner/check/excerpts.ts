import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fence, Markdown, Problem } from '../markdown.ts';

/**
 * Checks that shown source is real source. A fence with `file=apps/…` must hold consecutive lines of that file, where
 * `// …` or `# …` stands for omitted lines. The indentation may differ.
 */
export function checkExcerpts(page: Markdown, root: string): Problem[] {
  return page.fences.flatMap((fence) => {
    const file = fence.attributes.get('file');
    const problem = file === undefined ? null : problemWith(fence, join(root, file), file);
    return problem === null ? [] : [{ path: page.path, line: fence.line, problem }];
  });
}

const leftOut = /^(?:\/\/|#) …$/;

function problemWith(fence: Fence, path: string, file: string): string | null {
  if (!existsSync(path)) return `there is no ${file}`;
  const source = readFileSync(path, 'utf8').split('\n').map(bare);
  let from = 0;
  for (const part of partsOf(fence.body.map(bare))) {
    const at = source.findIndex(
      (_, index) => index >= from && part.every((line, offset) => source[index + offset] === line),
    );
    if (at === -1) return `${file} has no such lines: ${part[0] ?? ''}`;
    from = at + part.length;
  }
  return null;
}

function bare(line: string): string {
  return line.trim();
}

function partsOf(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (leftOut.test(line)) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts.filter((part) => part.length > 0);
}
