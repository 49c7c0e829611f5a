import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { StackError } from './errors.ts';

export interface Program {
  readonly path: string;
  readonly version: string;
  /** What the program calls itself: `Redis`, `Valkey` or `KeyDB`. They can all be started as `redis-server`. */
  readonly calledItself: string;
}

export interface WantedProgram {
  readonly name: string;
  readonly versionFlag: string;
  readonly version: RegExp;
  readonly minimum: readonly [number, number, number];
  /** The reason why an older version does not work. */
  readonly because: string;
  readonly packages: string;
}

export const wantedPrograms = {
  nginx: {
    name: 'nginx',
    versionFlag: '-v',
    version: /nginx\/(\d+\.\d+\.\d+)/,
    minimum: [1, 19, 10],
    because: 'keepalive_time, without which 1.22 and a current nginx close connections differently',
    packages: 'apt-get install nginx-light, or brew install nginx',
  },
  redis: {
    name: 'redis-server',
    versionFlag: '--version',
    version: /v=(\d+\.\d+\.\d+)/,
    minimum: [6, 2, 0],
    because:
      'CLIENT TRACKING and total_reads_processed (6.0), and streams trimmed by id (XTRIM MINID, 6.2)',
    packages: 'apt-get install redis-server, or brew install redis',
  },
} satisfies Record<string, WantedProgram>;

// Debian installs servers in sbin, which is not on every user's PATH. Homebrew uses one of two directories.
const alsoSearched = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/**
 * Finds a program and checks its version.
 * @throws StackError `program_missing` or `program_too_old`, with the remedy
 */
export async function findProgram(wanted: WantedProgram, searchPath: string): Promise<Program> {
  const path = await findExecutable(wanted.name, [...searchPath.split(delimiter), ...alsoSearched]);
  if (path === null) {
    throw new StackError(
      'program_missing',
      `${wanted.name} is not installed: run "sh infra/setup.sh", or ${wanted.packages}`,
    );
  }
  // nginx prints its version on stderr.
  const { stdout, stderr } = await promisify(execFile)(path, [wanted.versionFlag]);
  const version = wanted.version.exec(`${stdout}${stderr}`)?.[1];
  if (version === undefined || isOlder(version, wanted.minimum)) {
    throw new StackError(
      'program_too_old',
      `${path} is version ${version ?? 'unknown'}, and the lab needs ${wanted.minimum.join('.')} or newer ` +
        `(${wanted.because}): upgrade it with ${wanted.packages}`,
    );
  }
  return { path, version, calledItself: nameIn(`${stdout}${stderr}`) ?? wanted.name };
}

/** The name in the version line of a store: `Valkey server v=8.1.3 sha=…`. */
export function nameIn(versionLine: string): string | null {
  return /^(\w+) server v=/m.exec(versionLine)?.[1] ?? null;
}

async function findExecutable(
  name: string,
  directories: readonly string[],
): Promise<string | null> {
  for (const directory of directories) {
    const path = join(directory, name);
    const usable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (directory !== '' && usable) return path;
  }
  return null;
}

/** Compares dotted versions, number by number. */
export function isOlder(version: string, minimum: readonly number[]): boolean {
  const numbers = version.split('.').map(Number);
  for (const [index, least] of minimum.entries()) {
    const actual = numbers[index] ?? 0;
    if (actual !== least) return actual < least;
  }
  return false;
}
