import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { approach as floor } from '../../apps/floor/strategy.ts';
import { approach as sessions } from '../../apps/sessions/strategy.ts';
import { createAccounts } from '../../apps/shared/accounts.ts';
import { readConfig } from '../../apps/shared/config.ts';
import { createEventStreams } from '../../apps/shared/event-streams.ts';
import { createOnboarding } from '../../apps/shared/onboarding.ts';
import type { Route } from '../../apps/shared/route.ts';
import { administrationRoutes } from '../../apps/shared/routes/administration.ts';
import { eventRoutes } from '../../apps/shared/routes/events.ts';
import { healthRoutes } from '../../apps/shared/routes/health.ts';
import { loginRoutes } from '../../apps/shared/routes/login.ts';
import { onboardingRoutes } from '../../apps/shared/routes/onboarding.ts';
import { resourceRoutes } from '../../apps/shared/routes/resources.ts';
import { approach as tokens } from '../../apps/tokens/strategy.ts';

const apps = { floor, sessions, tokens } as const;
type AppName = keyof typeof apps;

export interface AppRoutes {
  readonly app: AppName;
  readonly routes: readonly Route[];
}

/** The routes of each app, from the app itself: put together as a replica does it, but never served. */
export async function routesOfApps(): Promise<readonly AppRoutes[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-routes-'));
  try {
    return await Promise.all([
      routesOf('floor', folder),
      routesOf('sessions', folder),
      routesOf('tokens', folder),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function routesOf(app: AppName, folder: string): Promise<AppRoutes> {
  const nobodysSecret = 'x'.repeat(32);
  const config = readConfig(apps[app], {
    CONTENDER: app,
    REPLICA: `${app}-1`,
    PORT: '1',
    METRICS_PORT: '2',
    REDIS_URL: 'redis://127.0.0.1:3',
    SESSION_SECRET: nobodysSecret,
    LOAD_ACCOUNT_SECRET: nobodysSecret,
    KEYS_FILE: join(folder, `${app}.json`),
  });
  const redis = new Redis({ lazyConnect: true }); // never asked, so never connected
  const accounts = createAccounts(redis, nobodysSecret);
  const strategy = await apps[app].createStrategy({
    config,
    accounts,
    redis,
    now: Date.now,
    log: () => undefined,
  });
  return {
    app,
    routes: [
      ...loginRoutes(accounts, strategy, config.carriage),
      ...resourceRoutes(strategy),
      ...onboardingRoutes(createOnboarding(redis)),
      ...administrationRoutes(accounts, strategy),
      ...eventRoutes(createEventStreams(config.streamRecheckMs), strategy),
      ...healthRoutes(async () => []),
      ...strategy.routes,
    ],
  };
}
