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
  remove(): void;
}

export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

export function createScratchProject(): ScratchProject {
  const directory = mkdtempSync(join(tmpdir(), 'scratch-project-'));
  copyProject(join(import.meta.dirname, '..'), directory);
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
    async node(...flags) {
      const child = spawn(process.execPath, flags, {
        cwd: directory,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
      });
      const ended = new Promise<number>((resolve) =>
        child.once('close', (code) => resolve(code ?? -1)),
      );
      const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { code: await ended, output, errors };
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
