import { once } from 'node:events';
import { connect } from 'node:net';
import type { Target } from './crossing.ts';

const replyTimeoutMs = 10_000;

/**
 * Milliseconds that each of `samples` PINGs took, one after the other, on one connection of its own. The first PING,
 * which also waits for the connection, is not one of them.
 */
export async function measureRoundTripMs(
  entrance: Target,
  samples: number,
): Promise<readonly number[]> {
  const signal = AbortSignal.timeout(replyTimeoutMs + samples * 1_000);
  const socket = connect({ ...entrance, noDelay: true, signal });
  try {
    await once(socket, 'connect', { signal });
    await ping();
    const measured: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) measured.push(await ping());
    return measured;
  } finally {
    socket.destroy();
  }

  /** Redis reads an inline command, and its answer of seven bytes comes in one piece. */
  async function ping(): Promise<number> {
    const sentMs = performance.now();
    const reply = once(socket, 'data', { signal });
    socket.write('PING\r\n');
    await reply;
    return performance.now() - sentMs;
  }
}
