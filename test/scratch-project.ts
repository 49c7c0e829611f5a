import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { copyProject } from '../docs/runner/clone.ts';

/** A copy of the project in which a test adds files, and whose programs it starts as processes of their own. */
export interface ScratchProject {
  readonly directory: string;
  /**
   * Writes a copy of a file, with some texts of the original replaced.
   * @throws Error when the original lacks such a text
   */
  copyFile(from: string, to: string, replacements: Readonly<Record<string, string>>): void;
  removeFile(path: string): void;
  /** Runs Node in the copy, and resolves when it has ended. */
  node(...flags: readonly string[]): Promise<Ended>;
  /** Runs any command in the copy, with more variables or as another user (root only). */
  run(command: readonly [string, ...string[]], as?: RunAs): Promise<Ended>;
  remove(): void;
}

export interface RunAs {
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: the user of the test. */
  readonly userId?: number;
}

export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** @param name how the name of the folder begins */
export function createScratchProject(name = 'scratch-project-'): ScratchProject {
  const directory = mkdtempSync(join(tmpdir(), name));
  copyProject(join(import.meta.dirname, '..'), directory);
  const run: ScratchProject['run'] = async ([command, ...words], as = {}) => {
    const { environment, userId } = as;
    const child = spawn(command, words, {
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Without MAKELEVEL and MAKEFLAGS: below another make, make names each folder that it enters.
      env: {
        ...process.env,
        MAKELEVEL: '',
        MAKEFLAGS: '',
        NO_COLOR: '1',
        FORCE_COLOR: '0',
        ...environment,
      },
      ...(userId === undefined ? {} : { uid: userId, gid: userId }),
    });
    const ended = new Promise<number>((resolve) =>
      child.once('close', (code) => resolve(code ?? -1)),
    );
    const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, output, errors };
  };
  return {
    directory,
    copyFile(from, to, replacements) {
      let content = readFileSync(join(directory, from), 'utf8');
      for (const [original, replacement] of Object.entries(replacements)) {
        if (!content.includes(original)) throw new Error(`${from} does not hold: ${original}`);
        content = content.replaceAll(original, replacement);
      }
      writeFileSync(join(directory, to), content);
    },
    removeFile: (path) => rmSync(join(directory, path)),
    node: (...flags) => run([process.execPath, ...flags]),
    run,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
