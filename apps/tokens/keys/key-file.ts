import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { ConfigError } from '../../shared/config.ts';
import type { TokenAlgorithm } from '../settings.ts';

const privateJwk = z.looseObject({
  kty: z.string(),
  kid: z.string().min(1),
  alg: z.string(),
  /** Not before: until then the key is published and verifies, and an older one signs. Absent: at once. */
  signsFromMs: z.number().default(0),
});
export type PrivateJwk = z.infer<typeof privateJwk>;
export const keyFile = z.object({
  /** Private JWKs (RFC 7517), the newest first. One of them signs, all of them verify. */
  keys: z.array(privateJwk).min(1),
  /** Secret of the refresh tokens, base64url. */
  refreshSecret: z.string().min(32),
});

/** The key that signs, and its name in the header of a token. */
export interface SigningKey {
  readonly kid: string;
  /** Private for RS256, ES256 and EdDSA; the shared secret for HS256. */
  readonly key: KeyObject;
}

/** A key of the file. */
export interface DatedKey extends SigningKey {
  /** Milliseconds since the epoch. */
  readonly signsFromMs: number;
}

/** The keys of a contender. Its replicas share them, and they outlive a restart. */
export interface Keys {
  /** The newest first. */
  readonly keys: readonly DatedKey[];
  /** What verifiers may know (RFC 7517). Empty for HS256, whose only key must never leave. */
  readonly publicJwks: { readonly keys: readonly JsonWebKey[] };
  readonly refreshSecret: Buffer;
}

/**
 * Reads the key file, and makes it if there is none. Replicas that start at once agree: each writes a file of
 * its own and links it to the name, which only the first can do; then all read what is there.
 * @throws ConfigError when the file does not hold a key for this algorithm
 */
export async function loadKeys(path: string, algorithm: TokenAlgorithm): Promise<Keys> {
  const text = (await readIfThere(path)) ?? (await create(path, algorithm));
  const parsed = keyFile.safeParse(parseJson(text));
  if (!parsed.success) throw new ConfigError('KEYS_FILE: does not hold the keys of this app');
  const [newest] = parsed.data.keys;
  if (newest?.alg !== algorithm) {
    throw new ConfigError(
      `KEYS_FILE: holds a key for ${newest?.alg}, but TOKEN_ALGORITHM is ${algorithm}`,
    );
  }
  return {
    keys: parsed.data.keys.map((jwk) => ({
      kid: jwk.kid,
      key: importPrivate(jwk),
      signsFromMs: jwk.signsFromMs,
    })),
    publicJwks: { keys: parsed.data.keys.filter(({ kty }) => kty !== 'oct').map(publicPart) },
    refreshSecret: Buffer.from(parsed.data.refreshSecret, 'base64url'),
  };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw new ConfigError('KEYS_FILE: cannot be read', { cause: error });
  }
}

/** A file that is replaced has another inode, whatever the resolution of its times. Null: it is gone. */
export async function versionOf(path: string): Promise<string | null> {
  try {
    const { ino, mtimeNs } = await stat(path, { bigint: true });
    return `${ino} ${mtimeNs}`;
  } catch {
    return null;
  }
}

/** The key that signs at this time: the newest whose time has come. If there is none, the oldest. */
export function signingKeyAt({ keys }: Pick<Keys, 'keys'>, nowMs: number): DatedKey {
  const key = keys.find(({ signsFromMs }) => signsFromMs <= nowMs) ?? keys.at(-1);
  if (key === undefined) throw new RangeError('there is no key');
  return key;
}

/** As it stands in the file. */
export function newKey(algorithm: TokenAlgorithm, signsFromMs: number): PrivateJwk {
  const kid = randomBytes(8).toString('base64url');
  const jwk = signingKeyFor(algorithm).export({ format: 'jwk' });
  return privateJwk.parse({ ...jwk, alg: algorithm, use: 'sig', kid, signsFromMs });
}

async function create(path: string, algorithm: TokenAlgorithm): Promise<string> {
  const key = newKey(algorithm, 0);
  const refreshSecret = randomBytes(32).toString('base64url');
  const own = `${path}.${process.pid}.${key.kid}`;
  try {
    await writeFile(own, JSON.stringify({ keys: [key], refreshSecret }), {
      mode: 0o600,
      flag: 'wx',
    });
    await link(own, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) {
      throw new ConfigError('KEYS_FILE: cannot be written', { cause: error });
    }
  } finally {
    await rm(own, { force: true });
  }
  return await readFile(path, 'utf8');
}

/** A new key: private, or the shared secret of HS256. */
export function signingKeyFor(algorithm: TokenAlgorithm): KeyObject {
  switch (algorithm) {
    case 'HS256':
      return createSecretKey(randomBytes(32)); // as long as the hash (RFC 7518 section 3.2)
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    case 'EdDSA':
      return generateKeyPairSync('ed25519').privateKey;
    default:
      return algorithm satisfies never;
  }
}

function importPrivate(jwk: JsonWebKey): KeyObject {
  if (jwk.kty === 'oct') return createSecretKey(Buffer.from(String(jwk.k), 'base64url'));
  return createPrivateKey({ key: jwk, format: 'jwk' });
}

/** Derived from the key itself, not by leaving members out: a member forgotten on a list would be published. */
function publicPart(jwk: JsonWebKey): JsonWebKey {
  const { kid, alg } = jwk;
  return {
    ...createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' }),
    kid,
    alg,
    use: 'sig',
  };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
