import { expect, test } from 'vitest';
import { cookieNameOf } from './client.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';

/** Who is not let in, and what they are told. */
export function refusalRules(facts: ContenderFacts, target: () => ContractTarget): void {
  test.for([
    ['GET', '/me'],
    ['GET', '/orders'],
    ['GET', '/cart'],
    ['PUT', '/cart'],
    ['POST', '/onboarding'],
    ['POST', '/logout'],
    ['POST', '/logout-all'],
    ['PUT', '/accounts/alice/role'],
    ['POST', '/accounts/alice/revoke'],
  ] as const)('%s %s without a credential is refused', async ([method, path]) => {
    const client = target().client();
    const answer = await { GET: client.get, PUT: client.put, POST: client.post }[method](path, {});
    expect([answer.status, answer.body.code]).toEqual([401, 'missing']);
    // RFC 6750 section 3.1: no error code when no credential was sent.
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="lab"');
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
      expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
    },
  );

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

function replaceAt(text: string, index: number): string {
  const other = text[index] === 'A' ? 'B' : 'A';
  return text.slice(0, index) + other + text.slice(index + 1);
}
