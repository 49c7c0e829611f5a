import { once } from 'node:events';
import type { Server } from 'node:http';
import { flushCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import type { z } from 'zod';
import { createAccounts } from './accounts/accounts.ts';
import { createApp } from './app.ts';
import type { Approach } from './auth-strategy.ts';
import { ConfigError, environment, readConfig } from './config.ts';
import { createPublicServer, drain } from './http/public-server.ts';
import { createLog } from './operation/log.ts';
import { createPrivateServer } from './operation/private-server.ts';
import { createProbes } from './operation/probes.ts';
import { firstReadiness } from './operation/readiness.ts';
import { allRoutes } from './routes.ts';
import { createEventStreams } from './shop/event-streams.ts';
import { announcing, createRevocationChannel } from './shop/revocation-channel.ts';
import { connectRedis } from './store/redis.ts';
import type { StoreConnection } from './store/store-connection.ts';

/**
 * Runs one replica until SIGTERM. This is the whole program of every contender.
 * @param folder of the contender, which holds its card
 */
export async function serve<Own extends z.ZodObject>(
  folder: string,
  approach: Approach<Own>,
): Promise<void> {
  // The cache is written now because code compiled under other V8 flags is of no use to the next start, and because a
  // killed process writes nothing.
  flushCompileCache();
  try {
    const [flag, ...names] = process.argv.slice(2);
    if (flag === '--check-settings') return checkSettings(folder, approach, names);
    await run(folder, approach);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Open connections would keep the event loop alive, so the process ends itself.
    process.exit(1);
  }
}

/**
 * Writes which of the names are no settings of this contender, as a JSON list, and starts nothing.
 * @throws ConfigError when the values cannot be used
 */
function checkSettings<Own extends z.ZodObject>(
  folder: string,
  approach: Approach<Own>,
  names: readonly string[],
): void {
  const { config, own } = readConfig(folder, approach.environment);
  approach.check?.(config, own);
  const known = { ...environment.shape, ...approach.environment.shape };
  process.stdout.write(JSON.stringify(names.filter((name) => !(name in known))));
}

async function run<Own extends z.ZodObject>(
  folder: string,
  approach: Approach<Own>,
): Promise<void> {
  const { config, own } = readConfig(folder, approach.environment);
  if (config.earlyOptimisation) optimiseEarly();
  const { replica, contender, arm, carriage } = config;
  // The one place that reads the clock: whatever a replica judges by time must feel the fault `CLOCK_OFFSET_MS`.
  const now = () => Date.now() + config.clockOffsetMs;
  const log = createLog((line) => process.stdout.write(line), { replica, contender, arm }, now);
  const redis = connectRedis(config, log);
  const accounts = createAccounts(redis, config.loadAccountSecret, config.hashLimits);
  const streams = createEventStreams(config.streamRecheckMs);
  const channel =
    config.closeStreams === 'on-push' ? createRevocationChannel(redis, streams, log) : null;
  const announce = channel?.announce ?? (async () => undefined);
  const plainStrategy = await approach
    .createStrategy({ config, redis, accounts, now, log, announce }, own)
    .catch((error) => {
      channel?.close();
      redis.disconnect();
      throw error;
    });
  await channel?.listen();
  const strategy = channel === null ? plainStrategy : announcing(plainStrategy, channel);
  const probes = createProbes();

  let draining = false;
  const notReady = async () => [
    ...(draining ? ['draining'] : []),
    ...(strategy.needsStoreFor === 'requests' ? await storeReasons(redis) : []),
    ...(strategy.notReady?.() ?? []),
  ];
  const routes = allRoutes({ config, accounts, strategy, redis, streams, notReady });
  const app = createApp({ carriage, strategy, routes, probes, log });
  const server = createPublicServer(app, replica);
  const privateServer = createPrivateServer(config, probes, strategy);
  await firstReadiness(redis, strategy);
  await listen(privateServer, config.host, config.metricsPort, 'METRICS_PORT');
  await listen(server, config.host, config.port, 'PORT');
  log('listening', { pid: process.pid, port: config.port, metricsPort: config.metricsPort });

  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  draining = true;
  log('draining');
  streams.endAll();
  channel?.close();
  await drain(server, config.drainDeadlineMs);
  server.close();
  privateServer.close();
  privateServer.closeAllConnections();
  await strategy.close?.();
  redis.disconnect();
  log('stopped');
}

/**
 * Makes V8 optimise a function fully after 300 calls instead of 3,000, its default in Node 24. The bench needs this:
 * with the default, V8 optimises the last functions of a request after some 10,000 requests to a replica. Until then
 * the cost of a request moves by a third, in each contender at its own time, and ratios would depend on the length of
 * the warm-up. A replica in production is far beyond that point. The flag changes when a function is optimised, and
 * neither which functions are nor how.
 */
function optimiseEarly(): void {
  setFlagsFromString('--invocation-count-for-turbofan=300');
}

async function listen(server: Server, host: string, port: number, variable: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening').catch((cause) => {
    throw new ConfigError(`${variable}: cannot listen on ${host}:${port}: ${cause.code}`, {
      cause,
    });
  });
}

async function storeReasons(redis: StoreConnection): Promise<string[]> {
  try {
    await redis.probe();
    return [];
  } catch {
    return ['store'];
  }
}
