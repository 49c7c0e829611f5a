import type { Route } from '../route.ts';

/** `GET /healthz`: alive, asks nobody. `GET /readyz`: 503 with reasons when this replica should get no traffic. */
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
