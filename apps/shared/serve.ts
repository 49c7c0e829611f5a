import { once } from 'node:events';
import type { Server } from 'node:http';
import { flushCompileCache } from 'node:module';
import { createAccounts } from './accounts.ts';
import { createApp } from './app.ts';
import type { Approach, AuthStrategy } from './auth-strategy.ts';
import { ConfigError, readConfig } from './config.ts';
import { drain } from './drain.ts';
import { optimiseEarly } from './early-optimisation.ts';
import { createEventStreams } from './event-streams.ts';
import { firstReadiness } from './first-readiness.ts';
import { createPublicServer } from './http-server.ts';
import { createLog, type Log } from './log.ts';
import { createMetricsServer } from './metrics-server.ts';
import { createOnboarding } from './onboarding.ts';
import { createProbes } from './probes.ts';
import { connectRedis, type StoreClient } from './redis.ts';
import { announcing, openRevocationChannel } from './revocation-channel.ts';
import { administrationRoutes } from './routes/administration.ts';
import { eventRoutes } from './routes/events.ts';
import { healthRoutes } from './routes/health.ts';
import { loginRoutes } from './routes/login.ts';
import { onboardingRoutes } from './routes/onboarding.ts';
import { resourceRoutes } from './routes/resources.ts';

/** Runs one replica until SIGTERM. The whole program of every contender; `main.ts` only says which. */
export async function serve(approach: Approach): Promise<void> {
  // Now: written under other flags of V8 it would be of no use to the next start, and who is killed writes nothing.
  flushCompileCache();
  try {
    await run(approach);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    // Not left to the event loop: connections that were begun would keep it alive.
    process.exit(1);
  }
}

async function run(approach: Approach): Promise<void> {
  const config = readConfig(approach);
  if (config.earlyOptimisation) optimiseEarly();
  const { replica, contender, arm } = config;
  const log = createLog((line) => process.stdout.write(line), { replica, contender, arm });
  const redis = connectRedis(config, log);
  const accounts = createAccounts(redis, config.loadAccountSecret);
  const now = () => Date.now() + config.clockOffsetMs;
  const plainStrategy = await approach
    .createStrategy({ config, redis, accounts, now, log })
    .catch((error) => {
      redis.disconnect();
      throw error;
    });
  const streams = createEventStreams(config.streamRecheckMs);
  const channel =
    config.closeStreams === 'on-push' ? await openRevocationChannel(redis, streams, log) : null;
  const strategy = channel === null ? plainStrategy : announcing(plainStrategy, channel);
  const probes = createProbes();

  let draining = false;
  const notReady = async () => [
    ...(draining ? ['draining'] : []),
    ...(strategy.needsStoreFor === 'requests' ? await storeReasons(redis) : []),
    ...strategy.notReady(),
  ];
  const routes = [
    ...loginRoutes(accounts, strategy, config.carriage),
    ...resourceRoutes(strategy),
    ...onboardingRoutes(createOnboarding(redis)),
    ...administrationRoutes(accounts, strategy),
    ...eventRoutes(streams, strategy),
    ...healthRoutes(notReady),
    ...strategy.routes,
  ];
  const isDraining = () => draining;
  const app = createApp({ replica, strategy, routes, probes, log, isDraining });
  const server = createPublicServer(app, replica);
  const metricsServer = createMetricsServer(config, probes, strategy);
  await firstReadiness(redis, strategy);
  await listen(metricsServer, config.host, config.metricsPort, 'METRICS_PORT');
  await listen(server, config.host, config.port, 'PORT');
  log('listening', { pid: process.pid, port: config.port, metricsPort: config.metricsPort });

  await stopSignal();
  draining = true;
  log('draining');
  streams.endAll();
  channel?.close();
  await drain(server, config.drainDeadlineMs);
  await shutDown({ server, metricsServer, strategy, redis, log });
}

async function listen(server: Server, host: string, port: number, variable: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening').catch((cause) => {
    throw new ConfigError(`${variable}: cannot listen on ${host}:${port}: ${cause.code}`, {
      cause,
    });
  });
}

async function stopSignal(): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
}

async function storeReasons(redis: StoreClient): Promise<string[]> {
  try {
    await redis.ping();
    return [];
  } catch {
    return ['store'];
  }
}

async function shutDown(parts: {
  server: Server;
  metricsServer: Server;
  strategy: AuthStrategy;
  redis: StoreClient;
  log: Log;
}): Promise<void> {
  parts.server.close();
  parts.metricsServer.close();
  parts.metricsServer.closeAllConnections();
  await parts.strategy.close();
  parts.redis.disconnect();
  parts.log('stopped');
}
