import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chapter } from './chapter.ts';
import { describeFailure } from './difference.ts';
import type { Lab } from './lab.ts';
import type { PortTranslation } from './ports.ts';
import { runChapter } from './run-chapter.ts';
import { openShell } from './shell.ts';
import { updateChapter } from './update.ts';

export interface Suite {
  readonly root: string;
  readonly chapters: readonly Chapter[];
  readonly lab: Lab;
  readonly ports: PortTranslation;
  readonly update: boolean;
  readonly print: (line: string) => void;
  /** Aborted by Ctrl-C: the shell is ended, the lab stopped, and no further chapter begun. */
  readonly interrupted: AbortSignal;
}

/** Runs the chapters one after the other; resolves to the paths of those that are wrong. */
export async function runSuite(suite: Suite): Promise<string[]> {
  const wrong: string[] = [];
  for (const chapter of suite.chapters) {
    if (suite.interrupted.aborted) break;
    if (!(await isRight(chapter, suite)) && !(await isRightAgain(chapter, suite))) {
      wrong.push(chapter.markdown.path);
    }
  }
  return wrong;
}

/** On a busy machine the lab may once miss its quarter of a second; twice in a row is no accident. */
async function isRightAgain(chapter: Chapter, suite: Suite): Promise<boolean> {
  if (suite.update || suite.interrupted.aborted) return false;
  suite.print(`${chapter.markdown.path}: once more`);
  return await isRight(chapter, suite);
}

async function isRight(chapter: Chapter, suite: Suite): Promise<boolean> {
  const { lab } = suite;
  const { path } = chapter.markdown;
  const startedMs = performance.now();
  await lab.stop(); // a run that was killed may have left one
  const shell = openShell({
    directory: suite.root,
    environment: lab.environment,
    marker: `end-of-${randomUUID()}`,
  });
  const close = () => void shell.close();
  suite.interrupted.addEventListener('abort', close, { once: true });
  try {
    const ran = await runChapter(chapter, shell, suite.ports);
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
    await lab.stop();
  }
}
