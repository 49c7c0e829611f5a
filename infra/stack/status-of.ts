import { request } from 'node:http';

/**
 * The status of one GET, or null when there was no answer within `timeoutMs`. Each call opens a connection of its
 * own and closes it: a pooled one would keep a replica from draining.
 */
export function statusOf(url: string, timeoutMs: number): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request(
      url,
      { agent: false, signal: AbortSignal.timeout(timeoutMs) },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? null);
      },
    );
    asked.on('error', () => resolve(null));
    asked.end();
  });
}
