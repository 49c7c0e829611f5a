import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Session } from 'node:inspector/promises';
import { isIP } from 'node:net';
import type { AuthStrategy } from '../auth-strategy.ts';
import type { Config } from '../config.ts';
import { Problem, problemBody } from '../http/problem.ts';
import type { Probes } from './probes.ts';

/**
 * A port of its own, never behind the balancer. `GET /metrics`: what a replica says about itself; `GET /heap`: its heap
 * after a collection. `POST` of one of the strategy's commands: what only an operator may do. It answers no web page.
 */
export function createPrivateServer(
  config: Pick<Config, 'replica' | 'contender' | 'host'>,
  probes: Probes,
  strategy: AuthStrategy,
): Server {
  const { replica, contender } = config;
  const metrics = async () => ({
    replica,
    contender,
    ...probes.read(),
    strategy: strategy.metrics?.() ?? {},
  });
  const answers = new Map<string, () => Promise<object>>([
    ['GET /metrics', metrics],
    ['GET /heap', weighHeap],
  ]);
  for (const [path, command] of Object.entries(strategy.commands ?? {})) {
    answers.set(`POST ${path}`, command);
  }
  return createServer((req, res) => {
    if (isFromWebPage(req, config.host)) {
      sendFault(res, new Problem('foreign_page'));
      return;
    }
    const answer = answers.get(`${req.method === 'HEAD' ? 'GET' : req.method} ${req.url}`);
    if (answer === undefined) {
      const allowed = ['GET', 'POST'].filter((method) => answers.has(`${method} ${req.url}`));
      if (allowed.length > 0) res.setHeader('Allow', allowed.join().replace('GET', 'GET, HEAD'));
      sendFault(res, new Problem(allowed.length > 0 ? 'method_not_allowed' : 'not_found'));
      return;
    }
    answer().then(
      (body) => send(res, 200, body),
      (error: unknown) => sendFault(res, error),
    );
  });
}

/**
 * Whether a web page may have sent the request. A browser adds an `Origin` to every request that changes something. It
 * also says in `Sec-Fetch-Site` what a request has to do with the page that sent it: `none` when a person typed the
 * address, as for `GET /metrics`. A page whose name was bound to this address (DNS rebinding) is of the same origin for
 * its browser, but names itself in `Host`.
 */
function isFromWebPage({ headers }: IncomingMessage, ownHost: string): boolean {
  if (headers.origin !== undefined || (headers['sec-fetch-site'] ?? 'none') !== 'none') return true;
  const host = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return host !== 'localhost' && host !== ownHost && isIP(host) === 0;
}

function sendFault(res: ServerResponse, error: unknown): void {
  const { code, status } = error instanceof Problem ? error : new Problem('internal');
  send(res, status, problemBody(code), 'application/problem+json');
}

function send(res: ServerResponse, status: number, body: object, type = 'application/json'): void {
  res.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  res.end(JSON.stringify(body));
}

/**
 * Bytes of the heap that are in use after a collection. Between two collections a heap also holds garbage, which hides
 * the size of a list's entry. The collection stops the process, so only the private port may ask, and never while
 * something is measured.
 */
export async function weighHeap(): Promise<{ readonly heapUsedBytes: number }> {
  const session = new Session();
  session.connect();
  try {
    await session.post('HeapProfiler.collectGarbage');
    return { heapUsedBytes: process.memoryUsage().heapUsed };
  } finally {
    session.disconnect();
  }
}
