import { request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import { duplexPair } from 'node:stream';
import { createAccounts } from '../../apps/shared/accounts/accounts.ts';
import { createApp } from '../../apps/shared/app.ts';
import type { Approach, AuthStrategy } from '../../apps/shared/auth-strategy.ts';
import type { readConfig } from '../../apps/shared/config.ts';
import { createPublicServer } from '../../apps/shared/http/public-server.ts';
import { createProbes } from '../../apps/shared/operation/probes.ts';
import { allRoutes } from '../../apps/shared/routes.ts';
import { createEventStreams } from '../../apps/shared/shop/event-streams.ts';
import { connectRedis } from '../../apps/shared/store/redis.ts';
import { actingAs } from './machine/machine.ts';

/** The answer to one request. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The members of a JSON body. Empty: the answer has none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** One process of a contender, in this process: the same parts as in `serve`, without a port. */
export interface Replica {
  readonly name: string;
  readonly strategy: AuthStrategy;
  /** When the replica dies before it has answered, the answer is `noAnswer`. */
  send(request: OutgoingRequest): Promise<Answer>;
  /** The process ends in the middle of whatever it does. */
  die(): void;
}

/** What a client has when the connection breaks before the answer. */
const noAnswer: Answer = { status: 0, headers: {}, body: { code: 'no answer' } };

/** What a replica was started with. */
export type Settings = ReturnType<typeof readConfig>;

/** Starts a replica, which connects to Redis by itself. */
export async function startReplica(
  approach: Approach,
  { config, own }: Settings,
): Promise<Replica> {
  const name = config.replica;
  return await actingAs(name, async () => {
    const now = () => Date.now() + config.clockOffsetMs;
    const log = () => undefined;
    const redis = connectRedis(config, log);
    const accounts = createAccounts(redis, config.loadAccountSecret, config.hashLimits);
    const announce = async () => undefined;
    const context = { config, redis, accounts, now, log, announce };
    const strategy = await approach.createStrategy(context, own);
    const streams = createEventStreams(config.streamRecheckMs);
    const notReady = async () => strategy.notReady?.() ?? [];
    const routes = allRoutes({ config, accounts, strategy, redis, streams, notReady });
    const parts = { carriage: config.carriage, strategy, routes, probes: createProbes(), log };
    const server = createPublicServer(createApp(parts), name);
    const death = Promise.withResolvers<Answer>();
    return {
      name,
      strategy,
      send: (request) => Promise.race([exchange(server, request), death.promise]),
      die: () => death.resolve(noAnswer),
    };
  });
}

/** Sends a request to a server that listens nowhere, over a connection in memory. */
function exchange(
  server: Server,
  { method, path, headers, body }: OutgoingRequest,
): Promise<Answer> {
  const [client, served] = duplexPair();
  server.emit('connection', served);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const typed = text === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = httpRequest({
      createConnection: () => client,
      method,
      path,
      headers: {
        host: 'explored',
        ...typed,
        'content-length': String(Buffer.byteLength(text ?? '')),
        ...headers,
      },
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let received = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        received += part;
      });
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, headers: answered, body: received === '' ? {} : JSON.parse(received) });
      });
    });
    sent.end(text);
  });
}
