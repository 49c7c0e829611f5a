import type { EventStreams } from '../event-streams.ts';
import type { Route } from '../route.ts';

/** `GET /events`: a stream of server-sent events that goes on until somebody ends it. */
export function eventRoutes(streams: EventStreams): Route[] {
  return [
    {
      method: 'GET',
      path: '/events',
      access: 'subject',
      answer: (_req, res, identity) => streams.open(res, identity),
    },
  ];
}
