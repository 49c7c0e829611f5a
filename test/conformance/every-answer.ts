import { connect } from 'node:net';
import type { Reply } from './case.ts';

/** A server that has more to say says it within this time. */
const quietMs = 250;

/**
 * Sends the bytes and collects all that comes back, until the server closes or is silent for a moment. The status is
 * that of the first answer, and the body is the whole text: a smuggled request shows as a second answer in it.
 * Rejects when the server says nothing and does not close within `patienceMs`.
 */
export function everyAnswer(
  url: string,
  bytes: string | Buffer,
  patienceMs: number,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const end = () => {
      clearTimeout(patience);
      clearTimeout(quiet);
      socket.destroy();
      const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(text)?.[1] ?? 0);
      resolve({ status, headers: new Headers(), body: text });
    };
    const patience = setTimeout(() => {
      socket.destroy();
      reject(new Error(`neither an answer nor an end within ${patienceMs} ms`));
    }, patienceMs);
    let quiet: NodeJS.Timeout | undefined;
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      clearTimeout(quiet);
      quiet = setTimeout(end, quietMs);
    });
    socket.on('end', end);
    socket.on('error', end);
  });
}
