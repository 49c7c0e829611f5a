import type { AuthStrategy } from '../auth-strategy.ts';
import type { EventStreams } from '../event-streams.ts';
import type { Route } from '../route.ts';

/** `GET /events`: a stream of server-sent events that goes on until somebody ends it. */
export function eventRoutes(
  streams: EventStreams,
  strategy: Pick<AuthStrategy, 'stillValid'>,
): Route[] {
  return [
    {
      method: 'GET',
      path: '/events',
      access: 'subject',
      answer(req, res, identity) {
        // Express answers HEAD with the route of GET; a stream that shows nothing would never end.
        if (req.method === 'HEAD') res.end();
        else streams.open(res, identity, () => strategy.stillValid(req));
      },
    },
  ];
}
