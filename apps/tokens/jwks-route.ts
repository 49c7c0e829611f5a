import type { Route } from '../shared/route.ts';
import type { Keys } from './key-file.ts';

/** `GET /.well-known/jwks.json` (RFC 7517 section 5): the public keys, for whoever verifies. */
export function jwksRoute(jwks: Keys['publicJwks']): Route {
  return {
    method: 'GET',
    path: '/.well-known/jwks.json',
    access: 'public',
    internal: true,
    answer(_req, res) {
      // Asked for every ten minutes: not worth a connection that a draining replica would have to wait for.
      res.set({ 'Cache-Control': 'public, max-age=60', Connection: 'close' }).json(jwks);
    },
  };
}
