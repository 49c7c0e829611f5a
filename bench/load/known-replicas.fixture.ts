import { afterEach } from 'vitest';
import type { KnownServer } from './known-server.ts';
import type { Prober } from './probe.ts';

/** What the probes of a test present. */
export const credential = { cookies: [], headers: { cookie: 'c=1' } };

/** Ends what a test has started: its probers, then its servers. */
export function endWithTest() {
  const servers: KnownServer[] = [];
  const probers: Prober[] = [];
  afterEach(async () => {
    for (const prober of probers.splice(0)) prober.stop();
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  return {
    async kept<Server extends KnownServer>(server: Promise<Server>): Promise<Server> {
      const opened = await server;
      servers.push(opened);
      return opened;
    },
    probing(prober: Prober): Prober {
      probers.push(prober);
      return prober;
    },
  };
}
