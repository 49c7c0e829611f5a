/**
 * One process holds all links of a stack; in compose, all links of an arm. It is not the harness' process, so a
 * measurement never delays the bytes that cross a link. Its only argument is the plan, as JSON.
 *
 * `PUT /links/NAME` sets a link's behaviour, and `PUT /links/NAME/target` sets where it leads. The verb is PUT because
 * a web page that is open in a browser on this machine cannot send it: the browser asks first (CORS preflight) and gets
 * no permission.
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
    (status) => response.writeHead(status).end(),
    (error: unknown) => response.writeHead(400).end(String(error)),
  );
}).listen(control);

/** Carries out a request and resolves to the status. */
async function answer(request: IncomingMessage): Promise<number> {
  const [, , name = '', rest = ''] = (request.url ?? '').split('/');
  const link = proxies.get(name);
  if (link === undefined) return 404;
  switch (`${request.method} ${rest}`) {
    case 'PUT ':
      await link.become(behaviourSchema.parse(await json(request)));
      return 200;
    case 'PUT target':
      link.leadTo(address.parse(await json(request)));
      return 200;
    default:
      return 405;
  }
}
