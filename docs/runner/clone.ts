import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { chapterEnvironment } from './environment.ts';
import { type PortTranslation, translatePorts } from './ports.ts';

/**
 * A clone of the project in which one chapter runs, with a lab of its own. So two chapters can run side by side, and
 * the reader's own lab and results stay as they are.
 */
export interface Clone {
  readonly directory: string;
  /** The environment of the chapter's shell. */
  readonly environment: NodeJS.ProcessEnv;
  readonly ports: PortTranslation;
  /** Stops everything that the chapter left running, and removes the clone. */
  remove(): Promise<void>;
}

/** The paths that a clone from git does not have: packages, builds and results. */
const left = new Set([
  '.git',
  '.lab',
  'node_modules',
  'coverage',
  'bench/results',
  'docs/node_modules',
  'docs/.vitepress/cache',
  'docs/.vitepress/dist',
]);

/** Makes the clone. If a killed run left one of that name behind, it first removes that one with its lab. */
export async function cloneOf(root: string, name: string, firstPort: number): Promise<Clone> {
  // The name begins with a dot, because the lab ignores such names when it looks for runs in .lab.
  const directory = join(root, '.lab', '.walkthrough', name);
  const environment = chapterEnvironment(root, firstPort);
  const remove = async () => {
    await stopLab(directory, environment);
    rmSync(directory, { recursive: true, force: true });
  };
  await remove();
  copyProject(root, directory);
  return { directory, environment, ports: translatePorts(firstPort), remove };
}

/** The files that a clone from git has, and a link to the packages that are installed already. */
export function copyProject(root: string, directory: string): void {
  // Each entry is copied by itself: Node refuses to copy a folder into itself. make compares times, so they are kept.
  for (const entry of readdirSync(root)) {
    cpSync(join(root, entry), join(directory, entry), {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) => !left.has(relative(root, path)),
    });
  }
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
}

async function stopLab(directory: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const program = join(directory, 'infra', 'lab.ts');
  if (!existsSync(program)) return;
  const down = spawn(process.execPath, [program, 'down'], {
    cwd: directory,
    env: environment,
    stdio: 'ignore',
  });
  await once(down, 'exit');
}
