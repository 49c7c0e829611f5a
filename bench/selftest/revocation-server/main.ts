/**
 * A server in the place of a replica that takes credentials back in a known way: `POST /login`, `POST /logout`,
 * `GET /me` of the contract, and nothing behind them.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { plantedRevocation } from '../environment.ts';
import { createPlantedCredentials } from './credentials.ts';

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
