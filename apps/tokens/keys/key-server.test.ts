import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../shared/http/problem.ts';
import type { TokenAlgorithm } from '../settings.ts';
import { signingKeyFor } from './key-file.ts';
import { jwksSource, TokenRejected } from './key-source.ts';

const publicKey = createPublicKey(signingKeyFor('ES256')).export({ format: 'jwk' });
const key = { ...publicKey, kid: 'key-1', alg: 'ES256', use: 'sig' };
const secret = 'a-secret-in-the-body';
const nginxTimeoutMs = 2000;

let answer: RequestListener = () => undefined;
let asked = 0;
let server: Server;
let url: URL;
beforeEach(async () => {
  asked = 0;
  server = createServer((req, res) => {
    asked += 1;
    answer(req, res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/jwks`);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function sourceOf(
  settings: { readonly algorithm?: TokenAlgorithm; readonly jwksCooldownMs?: number } = {},
) {
  const lines: string[] = [];
  const { find } = jwksSource(
    url,
    { algorithm: 'ES256', jwksMaxAgeMs: 600_000, jwksCooldownMs: 30_000, ...settings },
    (event, details) => void lines.push(JSON.stringify({ event, ...details })),
  );
  return { find, lines };
}

/** Answers with the status and the body, as JSON unless the type says otherwise. */
const send =
  (status: number, body: string, type = 'application/json'): RequestListener =>
  (_req, res) =>
    void res.writeHead(status, { 'content-type': type }).end(body);

const sendSet = (...keys: readonly object[]) => send(200, JSON.stringify({ keys }));

const pourWithoutEnd: RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-type': 'application/json' });
  const pour = () => {
    while (!res.destroyed && res.write(secret.repeat(500)));
  };
  res.on('drain', pour);
  pour();
};

async function problemOf(find: (kid: string) => Promise<unknown>): Promise<Problem> {
  const error = await find('key-1').then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw new Error('the key source threw no problem', { cause: error });
}

describe('a key server', () => {
  const notJson = 'the type of its answer is not JSON';
  const noSet = 'the answer is no set of public keys';
  const privateKey = signingKeyFor('ES256').export({ format: 'jwk' });
  test.for<readonly [string, RequestListener, string]>([
    ['breaks', send(500, secret), 'it answered 500'],
    ['finds nothing', send(404, `{"keys":[],"x":"${secret}"}`), 'it answered 404'],
    ['answers nothing', send(204, ''), 'it answered 204'],
    [
      'redirects',
      (_req, res) => void res.writeHead(302, { location: `/${secret}` }).end(secret),
      'it answered 302, and no redirect is followed',
    ],
    ['sends a web page', send(200, secret, 'text/html'), notJson],
    ['sends plain text', send(200, JSON.stringify({ keys: [key] }), 'text/plain'), notJson],
    ['sends broken JSON', send(200, `{"keys":["${secret}`), 'the answer is not JSON'],
    ['sends nothing', send(200, ''), 'the answer is not JSON'],
    ['sends null', send(200, 'null'), noSet],
    ['sends a list', send(200, '[]'), noSet],
    ['sends a set without keys', send(200, '{}'), noSet],
    ['sends a number as keys', send(200, '{"keys":7}'), noSet],
    ['sends a number as a key', send(200, '{"keys":[7]}'), noSet],
    ['sends a body without end', pourWithoutEnd, 'the answer is longer than 65536 bytes'],
    ['names two keys alike', sendSet(key, key), 'two keys of the set have one name'],
    ['sends a private key', sendSet({ ...privateKey, kid: 'key-1', alg: 'ES256' }), noSet],
    [
      'sends a point that is not on the curve',
      sendSet({ ...key, x: key.y }),
      'a key of the set cannot be used',
    ],
    ['closes the connection', (req) => void req.socket.destroy(), 'the connection failed'],
    [
      'closes the connection in the middle of its body',
      (req, res) => {
        res.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
        res.write('{"keys":[', () => req.socket.destroy());
      },
      'the connection failed',
    ],
  ])('that %s is named, and its body is not repeated', async ([, listener, reason]) => {
    answer = listener;
    const { find, lines } = sourceOf();
    const problem = await problemOf(find);
    expect([problem.status, problem.code]).toEqual([503, 'keys_unavailable']);
    expect(problem.message).toBe(`The verification keys could not be had: ${reason}.`);
    expect(lines).toEqual([JSON.stringify({ event: 'keys-away', reason })]);
    expect(`${problem.message} ${lines}`).not.toContain(secret);
  });

  test('that sends an RSA key of 1024 bits is named (RFC 7518 section 3.3)', async () => {
    const { publicKey: short } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    answer = sendSet({ ...short.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256' });
    const { message } = await problemOf(sourceOf({ algorithm: 'RS256' }).find);
    expect(message).toContain('a key of the set is too short');
  });

  test.for([
    ['never answers', () => undefined],
    [
      'never ends its body',
      (res) => {
        res.writeHead(200, { 'content-type': 'application/json' });
        res.write('{"keys":[');
      },
    ],
    [
      'drips its body',
      (res) => {
        res.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => res.write(' '), 50);
        res.on('close', () => clearInterval(timer));
      },
    ],
  ] as const satisfies readonly (readonly [
    string,
    (res: Parameters<RequestListener>[1]) => void,
  ])[])('that %s is given up far within the timeout of nginx', async ([, hang]) => {
    answer = (_req, res) => hang(res);
    const { find } = sourceOf();
    const beganMs = performance.now();
    const problem = await problemOf(find);
    expect(performance.now() - beganMs).toBeLessThan(nginxTimeoutMs / 2);
    expect(problem.message).toContain('no whole answer within 500 ms');
  });

  test('that fails is left alone for a second, and every token is told at once', async () => {
    answer = send(500, '');
    const { find, lines } = sourceOf();
    for (let token = 0; token < 20; token += 1) {
      expect((await problemOf(find)).code).toBe('keys_unavailable');
    }
    expect(asked).toBe(1);
    expect(lines).toHaveLength(1);
  });

  test('that is back is noticed, and said once', async () => {
    answer = send(500, '');
    const { find, lines } = sourceOf({ jwksCooldownMs: 1 });
    await problemOf(find);
    answer = send(200, JSON.stringify({ keys: [key] }), 'application/jwk-set+json');
    await expect.poll(() => find('key-1').then(Boolean, () => false)).toBe(true);
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['keys-away', 'keys-back']);
  });

  test('that does not have the key says that the token was not issued here', async () => {
    answer = sendSet({ ...key, kid: 'key-2' });
    await expect(sourceOf().find('key-1')).rejects.toEqual(new TokenRejected('invalid'));
    answer = sendSet();
    await expect(sourceOf().find('key-1')).rejects.toEqual(new TokenRejected('invalid'));
  });

  test('may have keys of other kinds beside ours', async () => {
    const others = [
      { kty: 'oct', k: 'AAAA', kid: 'key-1' },
      { kty: 'RSA', n: 'AAAA', e: 'AQAB', kid: 'key-1', alg: 'RS256' },
      { ...key, kid: 'key-1', use: 'enc' },
      { kty: 'unheard-of', kid: 'key-1' },
    ];
    answer = send(
      200,
      JSON.stringify({ keys: [...others, key] }),
      'application/json; charset=utf-8',
    );
    expect(await sourceOf().find('key-1')).toBeDefined();
  });
});
