import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { reservePorts } from '../../infra/stack/ports.ts';
import { chapterEnvironment } from './environment.ts';

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

/** The chapters show 8080 and the ports after it. The lab of this run may use other ports. */
export interface PortTranslation {
  /** Turns a command of a chapter into one for this run. */
  inward(text: string): string;
  /** Turns the output of this run into that of the chapter. */
  outward(text: string): string;
}

/** `make up` uses the ports from 8080 to 8200. */
const portsOfLab = 120;
// Below the ports that a bench picks for itself, so that a bench never takes a port of another lane's lab.
const range = { lowest: 10_000, highest: 20_000 };

/** The first port of each lane's lab, reserved until this process ends. No chapter uses 8080, because the reader's own lab may run there. */
export async function portsOfLanes(lanes: number): Promise<readonly number[]> {
  const { first } = await reservePorts(lanes * portsOfLab, Math.random, range);
  return Array.from({ length: lanes }, (_, lane) => first + lane * portsOfLab);
}

const shownFirst = 8080;
/** One fixed port for each contender, and room for more. */
const fixedPorts = 20;

export function translatePorts(firstPort: number): PortTranslation {
  return {
    inward: (text) => move(text, shownFirst, firstPort),
    outward: (text) => move(text, firstPort, shownFirst),
  };
}

function move(text: string, from: number, to: number): string {
  if (from === to) return text;
  return text.replaceAll(/(?<![\d.])\d{4,5}(?![\d.])/g, (digits) => {
    const offset = Number(digits) - from;
    return offset >= 0 && offset < fixedPorts ? String(to + offset) : digits;
  });
}
