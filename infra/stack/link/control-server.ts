import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { behaviourSchema } from './behaviour.ts';
import type { LinkProxy } from './proxy.ts';

/**
 * `GET` and `PUT /links/NAME` read and set a link's behaviour, `PUT /links/NAME/target` where it leads;
 * `DELETE /links/NAME/connections` closes what is open.
 * PUT and DELETE on purpose: a web page that is open in some browser on this machine cannot send them here, because
 * the browser asks first (CORS preflight) and gets no permission.
 */
export function controlServer(links: ReadonlyMap<string, LinkProxy>): Server {
  return createServer((request, response) => {
    answer(links, request).then(
      ({ status, body }) => response.writeHead(status).end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
}

const targetSchema = z.object({ host: z.string(), port: z.int() });

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(
  links: ReadonlyMap<string, LinkProxy>,
  request: IncomingMessage,
): Promise<Answer> {
  const [, , name = '', rest] = (request.url ?? '').split('/');
  const link = links.get(name);
  if (link === undefined) return { status: 404, body: [...links.keys()] };
  switch (`${request.method} ${rest ?? ''}`) {
    case 'PUT ':
      await link.become(behaviourSchema.parse(await json(request)));
      break;
    case 'PUT target':
      link.leadTo(targetSchema.parse(await json(request)));
      break;
    case 'DELETE connections':
      link.finishConnections();
      break;
    case 'GET ':
      break;
    default:
      return { status: 405, body: null };
  }
  return { status: 200, body: { behaviour: link.behaviour, connections: link.connections } };
}
