import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { StackError } from '../errors.ts';
import { during } from '../part.ts';
import type { Link } from '../stack.ts';
import { type Behaviour, healthy, type Target } from './crossing.ts';

const answerTimeoutMs = 5_000;
const replyTimeoutMs = 10_000;

/** Where the harness enters a link, and the password of the Redis behind it; none for a server without one. */
export interface Entrance extends Target {
  readonly password?: string;
}

/**
 * Sends one PUT to the control of the process that holds the links: `main.ts` has the paths. Resolves when the process
 * has carried it out. @throws StackError `part_failed` with its answer
 */
export type LinkControl = (path: string, body: Behaviour | Target) => Promise<void>;

/** The link `name`. The harness itself can connect to it at `entrance`. */
export function linkClient(name: string, control: LinkControl, entrance: Entrance): Link {
  const become = (behaviour: Behaviour) => during(() => control(`/links/${name}`, behaviour));
  return {
    delay: (eachWayMs) => become({ kind: 'pass', eachWayMs }),
    cut: () => become({ kind: 'cut' }),
    blackhole: () => become({ kind: 'blackhole' }),
    heal: () => become(healthy),
    measureRoundTripMs: (samples) => measureRoundTripMs(entrance, samples),
  };
}

/** Makes the link `name` lead to `target` from now on. */
export async function leadLinkTo(
  name: string,
  control: LinkControl,
  target: Target,
): Promise<void> {
  await control(`/links/${name}/target`, target);
}

/** The control of a process that listens for it at `place`, on this machine. */
export function controlAt(place: Target): LinkControl {
  return async (path, body) => {
    const signal = AbortSignal.timeout(answerTimeoutMs);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request({ ...place, method: 'PUT', path, agent: false, signal }, resolve);
      asked.once('error', reject).end(JSON.stringify(body));
    });
    const answer = await text(response);
    if (response.statusCode === 200) return;
    throw new StackError('part_failed', `PUT ${path}: ${response.statusCode} ${answer}`);
  };
}

/**
 * Sends `samples` PINGs one after the other over a connection of its own, and resolves to the milliseconds that each
 * took. A first command, which also waits for the connection, is not counted.
 */
export async function measureRoundTripMs(
  { host, port, password }: Entrance,
  samples: number,
): Promise<readonly number[]> {
  const signal = AbortSignal.timeout(replyTimeoutMs + samples * 1_000);
  const socket = connect({ host, port, noDelay: true, signal });
  try {
    await once(socket, 'connect', { signal });
    await ask(password === undefined ? 'PING' : `AUTH ${password}`);
    const measured: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) measured.push(await ask('PING'));
    return measured;
  } finally {
    socket.destroy();
  }

  /** Sends an inline command. The answer has a few bytes, so it comes in one piece. */
  async function ask(command: string): Promise<number> {
    const sentMs = performance.now();
    const reply = once(socket, 'data', { signal });
    socket.write(`${command}\r\n`);
    await reply;
    return performance.now() - sentMs;
  }
}
