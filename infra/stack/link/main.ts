/**
 * One process holds all links of a stack. It is not the harness' process, so a measurement never delays the bytes that
 * cross a link. Its only argument is the plan, as JSON.
 *
 * `GET` and `PUT /links/NAME` read and set a link's behaviour, `PUT /links/NAME/target` sets where it leads, and
 * `DELETE /links/NAME/connections` closes its open connections. The verbs are PUT and DELETE because a web page that is
 * open in a browser on this machine cannot send those: the browser asks first (CORS preflight) and gets no permission.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { behaviourSchema } from './crossing.ts';
import { LinkProxy } from './proxy.ts';

const address = z.object({ host: z.string(), port: z.int() });
const planSchema = z.object({
  control: address,
  links: z.array(z.object({ name: z.string(), listen: address, target: address })),
});

const { control, links } = planSchema.parse(JSON.parse(process.argv[2] ?? ''));
const proxies = new Map(links.map((plan) => [plan.name, new LinkProxy(plan)]));
await Promise.all([...proxies.values()].map((proxy) => proxy.listen()));
// The control port opens last: a client that it answers knows that all links are open.
createServer((request, response) => {
  answer(request).then(
    ({ status, body }) => response.writeHead(status).end(JSON.stringify(body)),
    (error: unknown) => response.writeHead(400).end(String(error)),
  );
}).listen(control);

async function answer(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const [, , name = '', rest] = (request.url ?? '').split('/');
  const link = proxies.get(name);
  if (link === undefined) return { status: 404, body: [...proxies.keys()] };
  switch (`${request.method} ${rest ?? ''}`) {
    case 'PUT ':
      await link.become(behaviourSchema.parse(await json(request)));
      break;
    case 'PUT target':
      link.leadTo(address.parse(await json(request)));
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
