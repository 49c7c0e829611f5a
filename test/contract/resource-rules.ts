import { expect, test } from 'vitest';
import type { ContenderFacts, ContractTarget } from './facts.ts';
import { sendRaw } from './raw-request.ts';

const cart = { items: [{ sku: 'COAT', quantity: 2 }] };

/** What a user with a good credential gets. */
export function resourceRules(facts: ContenderFacts, target: () => ContractTarget): void {
  test('/me repeats what the login said', async () => {
    const { client, nextAccount } = target();
    const user = client();
    const login = await user.login(nextAccount());
    const me = await user.get('/me');
    expect(me.status).toBe(200);
    expect(me.headers.get('cache-control')).toBe('no-store');
    const { subject, role, credentialId } = login.body;
    expect(me.body).toMatchObject({ subject, role, credentialId });
    expect(Date.parse(String(me.body.issuedAt))).toBeLessThan(
      Date.parse(String(me.body.expiresAt)),
    );
  });

  test('/orders answers the same on every replica, and the same number of bytes for everybody', async () => {
    const { member } = target();
    const user = await member();
    const answers = [
      await user.get('/orders'),
      await user.get('/orders'),
      await user.get('/orders'),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.text).toBe(answers[0]?.text);
    }
    const other = await (await member()).get('/orders');
    expect(other.text.length).toBe(answers[0]?.text.length);
    if (facts.authenticates) expect(other.text).not.toBe(answers[0]?.text);
  });

  test('a cart is empty at first and then as it was put, on every replica', async () => {
    const user = await target().member();
    expect((await user.get('/cart')).body).toEqual({ items: [] });
    expect((await user.put('/cart', cart)).status).toBe(200);
    for (const _replica of [1, 2, 3]) expect((await user.get('/cart')).body).toEqual(cart);
  });

  test('the largest cart that is allowed is kept', async () => {
    const user = await target().member();
    const items = Array.from({ length: 20 }, (_, index) => ({
      sku: `PRODUCT-${index}`.padEnd(16, 'X'),
      quantity: 99,
    }));
    expect((await user.put('/cart', { items })).status).toBe(200);
    expect((await user.get('/cart')).body).toEqual({ items });
  });

  test.for([
    ['no items', {}],
    ['a quantity of zero', { items: [{ sku: 'COAT', quantity: 0 }] }],
    ['a name that is not one', { items: [{ sku: '<script>', quantity: 1 }] }],
    ['a member too many', { items: [], price: 0 }],
    ['null', null],
  ] as const)('a cart with %s is refused', async ([, body]) => {
    const answer = await (await target().member()).put('/cart', body);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('invalid_body');
  });

  test('an onboarding flow is filled step by step, whichever replica answers', async () => {
    const user = await target().member();
    const started = await user.post('/onboarding');
    expect(started.status).toBe(201);
    const path = String(started.headers.get('location'));
    for (const step of ['profile', 'plan', 'confirmation']) {
      expect((await user.get(path)).body.complete).toBe(false);
      expect((await user.put(`${path}/steps/${step}`, { answer: step })).status).toBe(204);
    }
    const flow = await user.get(path);
    expect(flow.body).toMatchObject({ complete: true, steps: { plan: { answer: 'plan' } } });
  });

  test('a step of the onboarding can be repeated, and not be taken before its turn', async () => {
    const user = await target().member();
    const path = String((await user.post('/onboarding')).headers.get('location'));
    const early = await user.put(`${path}/steps/plan`, { answer: 'basic' });
    expect([early.status, early.body.code]).toEqual([409, 'step_out_of_order']);
    await user.put(`${path}/steps/profile`, { answer: 'first' });
    await user.put(`${path}/steps/profile`, { answer: 'second' });
    expect((await user.get(path)).body.steps).toEqual({ profile: { answer: 'second' } });
  });

  test('an onboarding flow that does not exist is not found', async () => {
    const user = await target().member();
    for (const flowId of ['00000000-0000-4000-8000-000000000000', 'no-flow', '%2e%2e']) {
      const answer = await user.get(`/onboarding/${flowId}`);
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
    }
  });

  test('the catalog is public, may be kept by a shared cache, and sets no cookie, signed in or not', async () => {
    const { client, member, urls } = target();
    for (const user of [client(), await member()]) {
      const answer = await user.get('/catalog');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
      expect(answer.setCookies).toEqual([]);
      const etag = String(answer.headers.get('etag'));
      const again = await sendRaw(`${urls()[0]}/catalog`, { 'if-none-match': etag });
      expect(again.status).toBe(304);
    }
  });
}
