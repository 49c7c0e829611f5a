import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chapter } from './chapter.ts';
import type { Clone } from './clone.ts';
import { describeFailure, runChapter } from './run-chapter.ts';
import { openShell } from './shell.ts';
import { updateChapter } from './update.ts';

export interface Suite {
  /** The directory of the pages that `update` rewrites. */
  readonly root: string;
  readonly chapters: readonly Chapter[];
  /** The number of chapters that run side by side. */
  readonly lanes: number;
  /** Makes the clone that a chapter runs in, with the ports of its lane. */
  clone(chapter: Chapter, lane: number): Promise<Clone>;
  readonly update: boolean;
  readonly print: (line: string) => void;
  /** Ctrl-C aborts this signal. The suite then ends the shells, stops the labs, and starts no further chapter. */
  readonly interrupted: AbortSignal;
}

/**
 * Resolves to the paths of the chapters that are wrong. The last chapter runs first: later chapters take longer, and
 * with a short one at the end no lane is idle for long. A reader has the machine to themselves. So a chapter that was
 * wrong beside another one runs again, alone, and only that counts. The first differences are printed all the same.
 */
export async function runSuite(suite: Suite): Promise<string[]> {
  const wrong = await runAll(suite.chapters.toReversed(), suite.lanes, suite);
  if (suite.lanes === 1 || suite.update || wrong.length === 0) return pathsOf(wrong);
  suite.print(`wrong side by side, now alone: ${pathsOf(wrong).join(', ')}`);
  return pathsOf(await runAll(wrong, 1, suite));
}

async function runAll(
  chapters: readonly Chapter[],
  lanes: number,
  suite: Suite,
): Promise<readonly Chapter[]> {
  const queue = [...chapters];
  const wrong: Chapter[] = [];
  const runLane = async (lane: number) => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (suite.interrupted.aborted) return;
      if (!(await isRight(next, lane, suite))) wrong.push(next);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => runLane(lane)));
  return wrong;
}

function pathsOf(chapters: readonly Chapter[]): string[] {
  return chapters.map(({ markdown }) => markdown.path).toSorted();
}

async function isRight(chapter: Chapter, lane: number, suite: Suite): Promise<boolean> {
  const { path } = chapter.markdown;
  const startedMs = performance.now();
  const clone = await suite.clone(chapter, lane);
  const shell = openShell({
    directory: clone.directory,
    environment: clone.environment,
    marker: `end-of-${randomUUID()}`,
  });
  const close = () => void shell.close();
  suite.interrupted.addEventListener('abort', close, { once: true });
  try {
    const ran = await runChapter(chapter, shell, clone.ports);
    if (suite.interrupted.aborted) return false;
    const failed = ran.filter(({ problems }) => problems.length > 0);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    const verdict = failed.length === 0 ? 'ok' : `${failed.length} wrong`;
    suite.print(
      `${path}: ${verdict}, ${ran.length} of ${chapter.commands.length} commands, ${seconds} s`,
    );
    for (const failure of failed) suite.print(describeFailure(path, failure));
    if (suite.update) writeFileSync(join(suite.root, path), updateChapter(chapter.markdown, ran));
    return failed.length === 0;
  } finally {
    suite.interrupted.removeEventListener('abort', close);
    await shell.close();
    await clone.remove();
  }
}
