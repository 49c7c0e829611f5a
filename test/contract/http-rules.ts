import { expect, test } from 'vitest';
import type { ContenderFacts, ContractTarget } from './facts.ts';
import { sendRaw } from './raw-request.ts';

/** Requests that are wrong as HTTP, and what every answer carries. */
export function httpRules(facts: ContenderFacts, target: () => ContractTarget): void {
  test('every answer says which replica gave it and to which request', async () => {
    const user = await target().member();
    for (const path of ['/me', '/catalog', '/healthz', '/no-such-route']) {
      const answer = await user.get(path, { 'x-request-id': 'from-the-client-1' });
      expect(answer.headers.get('x-replica')).toMatch(new RegExp(`^${facts.contender}`));
      expect(answer.headers.get('x-request-id')).toBe('from-the-client-1');
    }
  });

  test('a request id that is not one is replaced', async () => {
    const answer = await target().client().get('/healthz', { 'x-request-id': 'a b<c>' });
    expect(answer.headers.get('x-request-id')).toMatch(/^[\w.-]{8,64}$/);
  });

  test('a replica says that it is alive and ready', async () => {
    const client = target().client();
    expect((await client.get('/healthz')).body).toEqual({ alive: true });
    expect((await client.get('/readyz')).body).toEqual({ ready: true, reasons: [] });
  });

  test.for([
    ['an unknown path', '/no-such-route'],
    ['a path above the root', '/../etc/passwd'],
    ['a step that does not exist', '/onboarding/00000000-0000-4000-8000-000000000000/steps'],
  ] as const)('%s is not found', async ([, path]) => {
    const answer = await target().client().get(path);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  test.for([
    ['/login', 'GET', 'POST'],
    ['/orders', 'DELETE', 'GET, HEAD, POST'],
    ['/cart', 'DELETE', 'GET, HEAD, PUT'],
    ['/me', 'OPTIONS', 'GET, HEAD'],
  ] as const)('%s refuses %s and names what it takes', async ([path, method, allow]) => {
    const response = await fetch(target().urls()[0] + path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    expect(await response.json()).toMatchObject({ code: 'method_not_allowed' });
  });

  test('a HEAD request gets the headers of a GET and no body', async () => {
    const response = await fetch(`${target().urls()[0]}/catalog`, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  test.for([
    ['not JSON', '{"username":', 'application/json', 400, 'malformed_json'],
    [
      'of another media type',
      'username=alice',
      'application/x-www-form-urlencoded',
      415,
      'unsupported_media_type',
    ],
    [
      'in another character set',
      '{}',
      'application/json; charset=nonsense',
      415,
      'unsupported_media_type',
    ],
    ['a list', '[]', 'application/json', 400, 'invalid_body'],
    [
      'too large',
      JSON.stringify({ username: 'a'.repeat(40_000) }),
      'application/json',
      413,
      'body_too_large',
    ],
  ] as const)('a body that is %s is refused', async ([, body, type, status, code]) => {
    const response = await fetch(`${target().urls()[0]}/login`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    const problem = await response.text();
    expect(response.status).toBe(status);
    expect(JSON.parse(problem)).toMatchObject({ status, code });
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(problem).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/);
  });

  test('headers over the limit are refused with a 4xx and no stack trace', async () => {
    const { status, body } = await sendRaw(`${target().urls()[0]}/me`, {
      cookie: `sid=${'a'.repeat(20_000)}`,
    });
    // nginx refuses them itself with a 400 when it stands in front.
    expect([400, 431]).toContain(status);
    expect(body).not.toMatch(/node_modules|\.ts:\d/);
  });

  test('a path that cannot be decoded is refused', async () => {
    const { status } = await sendRaw(`${target().urls()[0]}/onboarding/%ff`, {});
    expect([400, 401, 404]).toContain(status);
  });

  if (facts.publishedKeys !== null) {
    test('the published keys are public', async () => {
      const answer = await target().client().get('/.well-known/jwks.json');
      expect(answer.status).toBe(200);
      const { keys } = answer.body;
      expect(keys).toHaveLength(Number(facts.publishedKeys));
      expect(answer.text).not.toMatch(/"(d|p|q|dp|dq|qi|k)":/);
    });
  } else {
    test('there are no keys to publish', async () => {
      expect((await target().client().get('/.well-known/jwks.json')).status).toBe(404);
    });
  }

  if (!facts.refreshes) {
    test('there is nothing to refresh', async () => {
      expect((await target().client().post('/token/refresh')).status).toBe(404);
    });
  }
}
