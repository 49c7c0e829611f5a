import type { AuthStrategy } from '../../shared/auth-strategy.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Route } from '../../shared/http/route.ts';
import type { Settings } from '../settings.ts';
import type { KeyRing } from './key-ring.ts';

/** `GET /.well-known/jwks.json` (RFC 7517 section 5): the public keys for all who verify tokens. */
export function jwksRoute(ring: Pick<KeyRing, 'current'>): Route {
  return {
    method: 'GET',
    path: '/.well-known/jwks.json',
    access: 'public',
    internal: true,
    async answer(_req, res) {
      const { publicJwks } = await ring.current();
      // A cache on the way would hold a new key back for longer than a rotation waits before the key signs. A fetch
      // every ten minutes is not worth a connection that a draining replica would have to wait for.
      res.set({ 'Cache-Control': 'no-cache', Connection: 'close' }).json(publicJwks);
    },
  };
}

/** What an operator may do with the keys, on the private port. */
export function keyCommands(
  { algorithm }: Pick<Settings, 'algorithm'>,
  ring: Pick<KeyRing, 'rotate' | 'withdraw'>,
): NonNullable<AuthStrategy['commands']> {
  // HS256 has no set to take a key out of: every verifier holds the one secret in memory, and could sign with it.
  const impossible = () => Promise.reject(new Problem('shared_secret'));
  return algorithm === 'HS256'
    ? { '/keys/rotate': impossible, '/keys/withdraw': impossible }
    : { '/keys/rotate': ring.rotate, '/keys/withdraw': ring.withdraw };
}
