import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { z } from 'zod';
import { approach as floor } from '../../apps/floor/strategy.ts';
import { approach as sessions } from '../../apps/sessions/strategy.ts';
import { createAccounts } from '../../apps/shared/accounts/accounts.ts';
import type { Approach } from '../../apps/shared/auth-strategy.ts';
import { readConfig } from '../../apps/shared/config.ts';
import type { Route } from '../../apps/shared/http/route.ts';
import { allRoutes } from '../../apps/shared/routes.ts';
import { createEventStreams } from '../../apps/shared/shop/event-streams.ts';
import { approach as tokens } from '../../apps/tokens/strategy.ts';

type AppName = 'floor' | 'sessions' | 'tokens';

export interface AppRoutes {
  readonly app: AppName;
  readonly routes: readonly Route[];
}

/** The routes of each app. The app itself puts them together as a replica does, but never serves them. */
export async function routesOfApps(): Promise<readonly AppRoutes[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-routes-'));
  try {
    return await Promise.all([
      routesOf('floor', floor, folder),
      routesOf('sessions', sessions, folder),
      routesOf('tokens', tokens, folder),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function routesOf<Own extends z.ZodObject>(
  app: AppName,
  approach: Approach<Own>,
  folder: string,
): Promise<AppRoutes> {
  const nobodysSecret = 'x'.repeat(32);
  const { config, own } = readConfig(join('apps', app), approach.environment, {
    REPLICA: `${app}-1`,
    PORT: '1',
    METRICS_PORT: '2',
    REDIS_URL: 'redis://127.0.0.1:3',
    SESSION_SECRET: nobodysSecret,
    LOAD_ACCOUNT_SECRET: nobodysSecret,
    KEYS_FILE: join(folder, `${app}.json`),
  });
  const redis = new Redis({ lazyConnect: true }); // never asked, so never connected
  const accounts = createAccounts(redis, nobodysSecret, config.hashLimits);
  const context = { config, accounts, redis, now: Date.now, log: () => undefined };
  const strategy = await approach.createStrategy(context, own);
  const streams = createEventStreams(config.streamRecheckMs);
  const notReady = async () => [];
  return { app, routes: allRoutes({ config, accounts, strategy, redis, streams, notReady }) };
}
