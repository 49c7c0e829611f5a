import type { Route } from '../shared/route.ts';
import type { KeyRing } from './key-ring.ts';

/** `GET /.well-known/jwks.json` (RFC 7517 section 5): the public keys, for whoever verifies. */
export function jwksRoute(ring: KeyRing): Route {
  return {
    method: 'GET',
    path: '/.well-known/jwks.json',
    access: 'public',
    internal: true,
    async answer(_req, res) {
      const { publicJwks } = await ring.current();
      // Asked for every ten minutes: not worth a connection that a draining replica would have to wait for.
      res.set({ 'Cache-Control': 'public, max-age=60', Connection: 'close' }).json(publicJwks);
    },
  };
}
