import { createServer, type Server } from 'node:http';
import type { AuthStrategy } from './auth-strategy.ts';
import type { Config } from './config.ts';
import type { Probes } from './probes.ts';

/** `GET /metrics` on a port of its own, never behind the balancer: what a replica says about itself. */
export function createMetricsServer(
  config: Pick<Config, 'replica' | 'contender'>,
  probes: Probes,
  strategy: AuthStrategy,
): Server {
  const { replica, contender } = config;
  return createServer((req, res) => {
    const found = req.method === 'GET' && req.url === '/metrics';
    const body = found
      ? { replica, contender, ...probes.read(), strategy: strategy.metrics() }
      : {};
    res.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  });
}
