import { request } from 'node:http';
import { connect } from 'node:net';

/** `fetch` would tidy up the path and refuse the headers itself. */
export function sendRaw(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const path = url.slice(url.indexOf('/', 'http://'.length));
    const sent = request({ hostname, port, path, headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

export interface RawAnswer {
  /** 0: nothing came that is an answer of HTTP. */
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** From the first byte sent to the end of the answer, or of the connection. */
  readonly tookMs: number;
}

/**
 * Sends the bytes as they are and resolves with the first answer that is not `100 Continue`. A `Content-Length` ends
 * the answer, or the end of the connection does. Rejects after `timeoutMs` without either.
 */
export function sendBytes(
  url: string,
  bytes: string | Buffer,
  timeoutMs = 5_000,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const startedMs = performance.now();
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const end = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...parseAnswer(text), tookMs: performance.now() - startedMs });
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no whole answer within ${timeoutMs} ms: ${JSON.stringify(text)}`));
    }, timeoutMs);
    socket.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString('latin1')).replace(/^HTTP\/1\.1 100 [^\r]*\r\n\r\n/, '');
      const { headers, body } = parseAnswer(text);
      const length = headers.get('content-length');
      if (length !== null && body.length >= Number(length)) end();
    });
    socket.on('end', end);
    // A server that has answered and closed resets the connection of a client that still sends.
    socket.on('error', end);
  });
}

function parseAnswer(text: string): Omit<RawAnswer, 'tookMs'> {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [start = '', ...lines] = head.split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(start)?.[1] ?? 0);
  const headers = new Headers();
  for (const line of rest.length === 0 ? [] : lines) {
    headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
  }
  return { status, headers, body: rest.join('\r\n\r\n') };
}
