import { spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const noticeSchema = z.object({ 'com.docker.compose.service': z.string(), exitCode: z.string() });

/** Tells of each container of a project that ends, until `close`. */
export function listenForDeaths(
  project: string,
  workDirectory: string,
  onDeath: (service: string, exitCode: string) => void,
): { close(): void } {
  const child = spawn(
    'docker',
    [
      'events',
      ...['--filter', `label=com.docker.compose.project=${project}`],
      ...['--filter', 'event=die'],
      ...['--format', '{{json .Actor.Attributes}}'],
      // From the beginning: a container may have ended before this command is connected.
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
  return { close: () => child.kill('SIGKILL') };
}
