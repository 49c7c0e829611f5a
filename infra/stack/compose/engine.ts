import { execFile, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { z } from 'zod';
import { StackError } from '../errors.ts';

const run = promisify(execFile);

/** The output of one docker command. Rejects with what the command wrote to stderr. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** The last lines that a container wrote to stdout or stderr. */
export async function dockerLog(container: string, lines: number): Promise<readonly string[]> {
  const { stdout, stderr } = await run('docker', ['logs', '--tail', String(lines), container]);
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line !== '')
    .slice(-lines);
}

/**
 * The version of the Docker engine, which must have Compose v2.
 * @throws StackError `engine_missing`, with the remedy
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

/** The first three numbers of `count` address ranges that no Docker network uses now, such as `10.213.77`. */
export async function freeNetworks(
  count: number,
  random: () => number,
): Promise<readonly string[]> {
  const ids = (await docker('network', 'ls', '--quiet')).split('\n').filter((id) => id !== '');
  const format = '{{range .IPAM.Config}}{{.Subnet}} {{end}}';
  const used = await docker('network', 'inspect', '--format', format, ...ids);
  for (;;) {
    // Networks of companies and homes seldom use 10.208.0.0/12.
    const start = `10.${208 + Math.floor(random() * 16)}.`;
    if (used.split(/\s+/).some((subnet) => overlaps(subnet, start))) continue;
    const first = Math.floor(random() * (256 - count));
    return Array.from({ length: count }, (_, index) => `${start}${first + index}`);
  }
}

/** Cautious: any subnet that begins with the same two numbers counts as an overlap. */
function overlaps(subnet: string, start: string): boolean {
  return subnet.startsWith(start) || subnet.startsWith('10.0.0.0/8');
}

const noticeSchema = z.object({ 'com.docker.compose.service': z.string(), exitCode: z.string() });

/** Calls `onDeath` for each container of a project that ends, until `close`. */
export function listenForDeaths(
  project: string,
  workDirectory: string,
  onDeath: (service: string, exitCode: string) => void,
): { readonly close: () => void } {
  const child = spawn(
    'docker',
    [
      'events',
      ...['--filter', `label=com.docker.compose.project=${project}`],
      ...['--filter', 'event=die'],
      ...['--format', '{{json .Actor.Attributes}}'],
      // Includes past events: a container may have ended before this command is connected.
      ...['--since', '10m'],
    ],
    { cwd: workDirectory, detached: true, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  child.unref();
  if (child.stdout instanceof Socket) child.stdout.unref();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const notice = noticeSchema.parse(JSON.parse(line));
    onDeath(notice['com.docker.compose.service'], notice.exitCode);
  });
  return { close: () => void child.kill('SIGKILL') };
}
