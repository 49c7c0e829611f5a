/**
 * All links of a stack in one process, which is not the harness': what crosses a link must not wait for a measurement.
 * The one argument is the plan, as JSON.
 */
import { z } from 'zod';
import { controlServer } from './control-server.ts';
import { LinkProxy } from './proxy.ts';

const address = z.object({ host: z.string(), port: z.int() });
const planSchema = z.object({
  control: address,
  links: z.array(z.object({ name: z.string(), listen: address, target: address })),
});

const { control, links } = planSchema.parse(JSON.parse(process.argv[2] ?? ''));
const proxies = new Map(links.map((plan) => [plan.name, new LinkProxy(plan)]));
await Promise.all([...proxies.values()].map((proxy) => proxy.listen()));
// The last one to listen: who is answered here knows that all links are there.
controlServer(proxies).listen(control);
