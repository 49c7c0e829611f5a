import { setTimeout as delay } from 'node:timers/promises';
import type { AuthStrategy } from '../auth-strategy.ts';
import type { Route } from '../http/route.ts';
import { firstAttempt, type StoreClient } from '../store/redis.ts';

/** Longer than a replica waits, at an emptied store, for the revocations that the others give back. */
const longestMs = 2_000;
const pauseMs = 5;

/**
 * Resolves when this replica can serve normally, or when it is clear that it cannot soon: it also starts while the
 * store is away. A replica that listened earlier would answer its first requests as in an outage, and nginx, which
 * makes no health checks, would have sent them.
 */
export async function firstReadiness(
  redis: StoreClient,
  strategy: Pick<AuthStrategy, 'notReady'>,
): Promise<void> {
  await firstAttempt(redis);
  const deadlineMs = performance.now() + longestMs;
  while (
    redis.status === 'ready' &&
    (strategy.notReady?.() ?? []).length > 0 &&
    performance.now() < deadlineMs
  ) {
    await delay(pauseMs);
  }
}

/**
 * `GET /healthz`: alive; it does not ask Redis. `GET /readyz`: 503 with reasons when this replica should get no
 * traffic.
 */
export function healthRoutes(notReady: () => Promise<readonly string[]>): Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      access: 'public',
      internal: true,
      answer(_req, res) {
        res.set('Cache-Control', 'no-store').json({ alive: true });
      },
    },
    {
      method: 'GET',
      path: '/readyz',
      access: 'public',
      internal: true,
      async answer(_req, res) {
        const reasons = await notReady();
        const ready = reasons.length === 0;
        res
          .status(ready ? 200 : 503)
          .set('Cache-Control', 'no-store')
          .json({ ready, reasons });
      },
    },
  ];
}
