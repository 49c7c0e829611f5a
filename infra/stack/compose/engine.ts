import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StackError } from '../errors.ts';

const run = promisify(execFile);

/** What docker printed for one command. Rejects with what it wrote to stderr. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** The last lines that a container wrote to either output. */
export async function dockerLog(container: string, lines: number): Promise<readonly string[]> {
  const { stdout, stderr } = await run('docker', ['logs', '--tail', String(lines), container]);
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '')
    .slice(-lines);
}

/**
 * Version of the Docker engine that answers, with Compose v2 beside it.
 * @throws StackError `engine_missing`, with the remedy.
 */
export async function engineVersion(): Promise<string> {
  try {
    await docker('compose', 'version');
    return await docker('version', '--format', '{{.Server.Version}}');
  } catch (cause) {
    throw new StackError(
      'engine_missing',
      'no Docker engine with Compose v2 answers: start it (docker info tells more), or use STACK=native',
      { cause },
    );
  }
}
