import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { signingKeyFor } from './key-file.ts';
import { jwksSource, sharedSecretSource, TokenRejected } from './key-source.ts';

const jwksMaxAgeMs = 600_000;

/** A key server of the test. It answers with the keys that it holds at that moment. */
async function serveKeys(keys: object[]): Promise<URL> {
  const server = createServer((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`);
}

test('a key set is believed until it is too old, and each fetch makes another one', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const jwk = createPublicKey(signingKeyFor('ES256')).export({ format: 'jwk' });
  const keys = [{ ...jwk, alg: 'ES256', use: 'sig', kid: 'key-1' }];
  const settings = { algorithm: 'ES256', jwksMaxAgeMs, jwksCooldownMs: 30_000 } as const;
  const { find, keySet } = jwksSource(await serveKeys(keys), settings, () => undefined);
  expect(keySet()).toBeNull();
  await find('key-1');
  const first = keySet();
  expect(first).not.toBeNull();
  await find('key-1');
  expect(keySet()).toBe(first);

  vi.advanceTimersByTime(jwksMaxAgeMs);
  expect(keySet()).toBeNull();
  keys.pop();
  await expect(find('key-1')).rejects.toEqual(new TokenRejected('invalid'));
  expect(keySet()).not.toBeNull();
  expect(keySet()).not.toBe(first);
});

test('a shared secret is the same set for ever', () => {
  const { keySet } = sharedSecretSource({ kid: 'key-1', key: signingKeyFor('HS256') });
  expect(keySet()).not.toBeNull();
  expect(keySet()).toBe(keySet());
});
