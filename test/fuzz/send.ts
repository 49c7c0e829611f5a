import { type Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import type { FuzzRequest } from './requests.ts';

/** What came back: the status, or why there is none. */
export interface FuzzAnswer {
  readonly status: number | 'reset';
  readonly text: string;
}

/** A replica that is silent for this long has hung. */
const patienceMs = 20_000;

/** @throws when the replica has hung */
export function send(agent: Agent, url: string, asked: FuzzRequest): Promise<FuzzAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const { method, path, headers, body } = asked;
    const sent: ClientRequest = request({
      agent,
      hostname,
      port,
      method,
      path,
      headers: { ...headers, ...(body === null ? {} : { 'content-length': String(body.length) }) },
      timeout: patienceMs,
    });
    sent.on('response', (response) => void read(response).then(resolve, () => resolve(reset)));
    sent.on('timeout', () => reject(new Error(`no answer to ${method} ${path}`)));
    // A server may close a connection with its answer; what was on the way then gets none.
    sent.on('error', () => resolve(reset));
    sent.end(body ?? undefined);
  });
}

const reset: FuzzAnswer = { status: 'reset', text: '' };

async function read(response: IncomingMessage): Promise<FuzzAnswer> {
  const { statusCode: status = 0 } = response;
  // An event stream does not end by itself.
  if (/event-stream/.test(response.headers['content-type'] ?? '')) {
    response.destroy();
    return { status, text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return { status, text: Buffer.concat(chunks).toString() };
}

/** Sends bytes as they are and hangs up. Returns what came back within a moment. */
export function sendBytes(url: string, bytes: Buffer): Promise<FuzzAnswer> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    let text = '';
    socket.setTimeout(500, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1];
      resolve(status === undefined ? { ...reset, text } : { status: Number(status), text });
    });
    socket.end(bytes);
  });
}
