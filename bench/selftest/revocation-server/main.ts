import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type PlantedRevocation, plantedRevocation } from '../environment.ts';

interface PlantedCredentials {
  /** A new credential. */
  issue(): string;
  revoke(credential: string): void;
  isAccepted(credential: string): boolean;
}

/** Decides at each request from two time stamps, because a timer could be late. `now` returns milliseconds. */
export function createPlantedCredentials(
  { staleMs, pollMs, backAfterMs }: Pick<PlantedRevocation, 'staleMs' | 'pollMs' | 'backAfterMs'>,
  now: () => number,
): PlantedCredentials {
  const revokedAtMs = new Map<string, number | null>();
  const noticed = (atMs: number) =>
    pollMs === null || Math.floor(now() / pollMs) > Math.floor(atMs / pollMs);
  return {
    issue() {
      const credential = `planted-${revokedAtMs.size}`;
      revokedAtMs.set(credential, null);
      return credential;
    },
    revoke: (credential) => {
      if (revokedAtMs.get(credential) === null) revokedAtMs.set(credential, now());
    },
    isAccepted(credential) {
      const atMs = revokedAtMs.get(credential);
      if (atMs === undefined) return false;
      if (atMs === null) return true;
      const sinceMs = now() - atMs;
      if (backAfterMs !== null && sinceMs >= backAfterMs) return true;
      return sinceMs < staleMs || !noticed(atMs);
    },
  };
}

/**
 * A server in the place of a replica that takes credentials back in a known way: `POST /login`, `POST /logout`,
 * `GET /me` of the contract, and nothing behind them.
 */
function serve(): void {
  const planted = plantedRevocation();
  const credentials = createPlantedCredentials(planted, () => performance.now());

  function answer({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
    response.setHeader('x-replica', planted.replica);
    const presented = /sid=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
    switch (`${method} ${url}`) {
      case 'POST /login':
        response.setHeader('set-cookie', `sid=${credentials.issue()}`);
        response.end(
          JSON.stringify({ subject: 'planted', role: 'member', credentialId: '-', expiresAt: '' }),
        );
        return;
      case 'POST /logout':
        credentials.revoke(presented);
        response.writeHead(204).end();
        return;
      case 'GET /me':
        response.writeHead(credentials.isAccepted(presented) ? 200 : 401).end('{}');
        return;
      default:
        response.end('{}');
    }
  }

  const keepAlive = { keepAliveTimeout: 120_000 };
  createServer(keepAlive, answer).listen(planted.port, planted.host);
  createServer(keepAlive, answer).listen(planted.metricsPort, planted.host);
  process.once('SIGTERM', () => process.exit(0));
}

if (import.meta.main) serve();
