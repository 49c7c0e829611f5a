import type { Accounts } from './accounts/accounts.ts';
import { administrationRoutes } from './accounts/administration-routes.ts';
import { loginRoutes } from './accounts/login-routes.ts';
import type { AuthStrategy } from './auth-strategy.ts';
import type { Config } from './config.ts';
import type { Route } from './http/route.ts';
import { healthRoutes } from './operation/readiness.ts';
import { type EventStreams, eventRoutes } from './shop/event-streams.ts';
import { createOnboarding, onboardingRoutes } from './shop/onboarding.ts';
import { createPlacedOrders, placedOrderRoutes } from './shop/placed-orders.ts';
import { resourceRoutes } from './shop/resources.ts';
import type { StoreClient } from './store/redis.ts';

export interface RouteParts {
  readonly config: Pick<Config, 'carriage'>;
  readonly accounts: Accounts;
  readonly strategy: AuthStrategy;
  readonly redis: StoreClient;
  readonly streams: EventStreams;
  /** Reasons why this replica should get no traffic. Empty: it is ready. */
  readonly notReady: () => Promise<readonly string[]>;
}

/** The HTTP contract as a list: the routes of every contender, then those that only this one has. */
export function allRoutes(parts: RouteParts): readonly Route[] {
  const { config, accounts, strategy, redis, streams, notReady } = parts;
  return [
    ...loginRoutes(accounts, strategy, config.carriage),
    ...resourceRoutes(strategy),
    ...onboardingRoutes(createOnboarding(redis)),
    ...placedOrderRoutes(createPlacedOrders(redis)),
    ...administrationRoutes(accounts, strategy),
    ...eventRoutes(streams, strategy),
    ...healthRoutes(notReady),
    ...strategy.routes,
  ];
}
