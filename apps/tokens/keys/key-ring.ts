import type { AuthStrategy } from '../../shared/auth-strategy.ts';
import { Problem } from '../../shared/http/problem.ts';
import type { Route } from '../../shared/http/route.ts';
import type { Settings } from '../settings.ts';
import { rotateKey, withdrawKey } from './key-changes.ts';
import { type Keys, loadKeys, type SigningKey, signingKeyAt, versionOf } from './key-file.ts';

/** The keys as the key file holds them now. Each replica notices what another replica has changed in it. */
export interface KeyRing {
  /** Costs one look at the file's times. Every signature and every fetch of the key set asks for it. */
  current(): Promise<Keys>;
  /** The key that signs now. */
  signingKey(): Promise<SigningKey>;
  /**
   * Publishes a new key at once. It signs later, when every verifier can have fetched it. The older ones stay in the
   * key set and verify, until they are withdrawn.
   */
  rotate(): Promise<KeyChange>;
  /**
   * Takes the oldest key out of the key set: an emergency, so nothing waits. If no key is left that may sign already,
   * the next one (a new one, if there is none) signs at once, though verifiers may not have fetched it. A replica that
   * fetched the set less than the cool-down ago then refuses new tokens until the cool-down is over.
   */
  withdraw(): Promise<KeyChange>;
}

export interface KeyChange {
  /** The key that signs now. */
  readonly kid: string;
  /** All that verify, the newest first. */
  readonly kids: readonly string[];
  /** The key that will sign next, and from when on. Null: no other key waits. */
  readonly next: { readonly kid: string; readonly signsFrom: string } | null;
}

type RingSettings = Pick<
  Settings,
  'keysFile' | 'algorithm' | 'jwksCooldownMs' | 'clockToleranceSeconds'
>;

/** A fetch that a verifier began before the rotation may still be under way: jose fetches again only after it. */
const fetchMarginMs = 1000;

/**
 * @param now on this replica's clock. The time from which a key signs is written by one replica and read by the others,
 * so the delay holds what their clocks may disagree by.
 */
export async function openKeyRing(settings: RingSettings, now: () => number): Promise<KeyRing> {
  const { keysFile: path, algorithm, jwksCooldownMs, clockToleranceSeconds } = settings;
  // A verifier that fetched the set just before the rotation does not fetch it again before its cool-down is over.
  const publishedFirstMs = jwksCooldownMs + clockToleranceSeconds * 1000 + fetchMarginMs;
  let keys = await loadKeys(path, algorithm);
  let version = await versionOf(path);

  const current = async () => {
    const found = await versionOf(path);
    if (found === version) return keys;
    keys = await loadKeys(path, algorithm);
    version = found;
    return keys;
  };
  const afterwards = async (): Promise<KeyChange> => {
    const { keys: all, publicJwks } = await current();
    const signing = signingKeyAt({ keys: all }, now());
    const waiting = all.slice(0, all.indexOf(signing)).at(-1);
    return {
      kid: signing.kid,
      kids: publicJwks.keys.map((key) => String(key.kid)),
      next:
        waiting === undefined
          ? null
          : { kid: waiting.kid, signsFrom: new Date(waiting.signsFromMs).toISOString() },
    };
  };
  return {
    current,
    signingKey: async () => signingKeyAt(await current(), now()),
    async rotate() {
      await rotateKey(path, algorithm, now() + publishedFirstMs);
      return await afterwards();
    },
    async withdraw() {
      await withdrawKey(path, algorithm);
      return await afterwards();
    },
  };
}

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
