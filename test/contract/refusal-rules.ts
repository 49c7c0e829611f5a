import { expect, test } from 'vitest';
import { type Carriage, cookieNameOf } from './client.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';

/** Who is not let in, and what they are told. */
export function refusalRules(facts: ContenderFacts, target: () => ContractTarget): void {
  test.for([
    ['GET', '/me'],
    ['GET', '/orders'],
    ['GET', '/cart'],
    ['PUT', '/cart'],
    ['POST', '/onboarding'],
    ['POST', '/orders'],
    ['GET', '/orders/placed'],
    ['POST', '/logout'],
    ['POST', '/logout-all'],
    ['PUT', '/accounts/alice/role'],
    ['POST', '/accounts/alice/revoke'],
  ] as const)('%s %s without a credential is refused', async ([method, path]) => {
    const client = target().client();
    const answer = await { GET: client.get, PUT: client.put, POST: client.post }[method](path, {});
    expect([answer.status, answer.body.code]).toEqual([401, 'missing']);
    // RFC 6750 section 3.1: no error code when no credential was sent.
    expect(answer.headers.get('www-authenticate')).toBe(
      `${schemeOf(target().carriage)} realm="lab"`,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  test.for([
    ['one letter of it changed', (text: string) => replaceAt(text, Math.floor(text.length / 2))],
    ['its signature changed', (text: string) => replaceAt(text, text.length - 12)],
    ['its end cut off', (text: string) => text.slice(0, -8)],
    ['something else', () => 'not-a-credential'],
    ['half an escape', () => '%'],
  ] as const)(
    'a credential with %s is refused, and the answer names the error',
    async ([, change]) => {
      const user = await target().member();
      user.hold(change(String(user.credential())));
      const answer = await user.get('/orders');
      expect(answer.status).toBe(401);
      expect(['malformed', 'invalid']).toContain(answer.body.code);
      const scheme = schemeOf(target().carriage);
      expect(answer.headers.get('www-authenticate')).toBe(
        `${scheme} realm="lab", error="invalid_token", error_description="${answer.body.code}"`,
      );
    },
  );

  test.for([
    ['PUT', '/cart'],
    ['POST', '/logout'],
    ['PUT', '/accounts/alice/role'],
    ['POST', '/accounts/alice/revoke'],
  ] as const)(
    '%s %s with a broken body and no credential is told of the credential',
    async ([method, path]) => {
      const response = await fetch(`${target().urls()[0]}${path}`, {
        method,
        body: '{"role":',
        headers: { 'content-type': 'application/json' },
      });
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'missing' }]);
    },
  );

  test('a broken body with a credential is told of the body', async () => {
    const user = await target().member();
    const answer = await user.put('/cart', undefined);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_body']);
  });

  test('no cache keeps an answer to a credential, and no browser guesses its type', async () => {
    const user = await target().member();
    const answers = [
      await user.get('/orders'),
      await user.post('/onboarding'),
      await user.put('/cart', { items: [] }),
      await user.post('/accounts/load-1/revoke'),
      await user.post('/logout'),
    ];
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('a refusal does not repeat the credential', async () => {
    const user = await target().member();
    const changed = replaceAt(String(user.credential()), 20);
    user.hold(changed);
    const answer = await user.get('/orders');
    expect(answer.text).not.toContain(changed.slice(10, 40));
    expect(String(answer.headers.get('www-authenticate'))).not.toContain(changed.slice(10, 40));
  });

  test('a credential in the other carriage is not accepted', async () => {
    const { client, member, carriage } = target();
    const user = await member();
    const credential = String(user.credential());
    const stranger = client();
    const name = facts.contender.replaceAll('-', '_');
    const answer =
      carriage === 'cookie'
        ? await stranger.get('/me', { authorization: `Bearer ${decodeURIComponent(credential)}` })
        : await stranger.get('/me', {
            cookie: [`sid_${name}`, `token_${name}`]
              .map((each) => `${each}=${credential}`)
              .join('; '),
          });
    expect([answer.status, answer.body.code]).toEqual([401, 'missing']);
  });

  test("somebody else's onboarding flow is not found", async () => {
    const { member } = target();
    const [owner, other] = [await member(), await member()];
    const path = String((await owner.post('/onboarding')).headers.get('location'));
    expect((await other.get(path)).status).toBe(404);
    expect((await other.put(`${path}/steps/profile`, { answer: 'mine now' })).status).toBe(404);
    expect((await owner.get(path)).body.steps).toEqual({});
  });

  test("somebody else's cart is not seen", async () => {
    const { member } = target();
    const [owner, other] = [await member(), await member()];
    await owner.put('/cart', { items: [{ sku: 'COAT', quantity: 1 }] });
    const name = cookieNameOf(owner, 'cart');
    // A carried cart can be copied; it names its owner, so a copy is no use.
    if (name !== undefined) other.cookies.set(name, owner.cookies.get(name) ?? '');
    expect((await other.get('/cart')).body).toEqual({ items: [] });
  });
}

/** A challenge names the scheme that this replica accepts. */
export function schemeOf(carriage: Carriage): string {
  return carriage === 'cookie' ? 'Cookie' : 'Bearer';
}

function replaceAt(text: string, index: number): string {
  const other = text[index] === 'A' ? 'B' : 'A';
  return text.slice(0, index) + other + text.slice(index + 1);
}
