import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from '../contenders/contenders.ts';

type App = Contender['app'];

/**
 * Makes the files from which an overlay generates its Secrets, where they are missing. They are random, so a cluster
 * may use them, and git ignores them. An overlay gets the secrets of its own app and no other.
 * @param overlay the folder of the overlay
 */
export function makeSecrets(overlay: string, app: App): void {
  const folder = join(overlay, 'secret');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(contents(app))) {
    const path = join(folder, name);
    if (!existsSync(path)) writeFileSync(path, content, { mode: 0o600 });
  }
}

/** The files by their names. */
export function contents(app: App): Readonly<Record<string, string>> {
  const shop = [
    `LOAD_ACCOUNT_SECRET=${randomSecret()}`,
    ...(app === 'sessions' ? [`SESSION_SECRET=${randomSecret()}`] : []),
  ];
  return {
    'shop.env': `${shop.join('\n')}\n`,
    'redis.env': `REDIS_PASSWORD=${randomSecret()}\n`,
    ...(app === 'tokens' ? { 'keys.json': JSON.stringify(newKeys()) } : {}),
  };
}

/** 256 bits. */
function randomSecret(): string {
  return randomBytes(32).toString('hex');
}

/**
 * The content of KEYS_FILE: `apps/tokens/keys/key-file.ts` describes it. In the lab the first replica makes that file.
 * A pod cannot write into a Secret, so here the file comes first.
 */
function newKeys() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomBytes(8).toString('base64url');
  const jwk = privateKey.export({ format: 'jwk' });
  return {
    keys: [{ ...jwk, alg: 'ES256', use: 'sig', kid, signsFromMs: 0 }],
    refreshSecret: randomBytes(32).toString('base64url'),
  };
}
