import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Client } from './client.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';

const coat = { items: [{ sku: 'COAT', quantity: 1 }] };
const ticket = { items: [{ sku: 'TICKET', quantity: 1 }] };

/** What becomes of an order that is sent twice. The key is that of draft-ietf-httpapi-idempotency-key-header-07. */
export function orderRules(facts: ContenderFacts, target: () => ContractTarget): void {
  const place = (user: Client, order: unknown, key: string) =>
    user.post('/orders', order, { 'idempotency-key': `"${key}"` });
  /** The orders that were placed so far. The floor takes everybody for one and the same subject. */
  const placedBy = async (user: Client): Promise<readonly unknown[]> => {
    const { status, body } = await user.get('/orders/placed');
    expect(status).toBe(200);
    return Array.isArray(body.orders) ? body.orders : [];
  };

  test('an order that is sent twice is placed twice', async () => {
    const user = await target().member();
    const before = await placedBy(user);
    const [one, other] = [await user.post('/orders', coat), await user.post('/orders', coat)];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(one.body).toMatchObject(coat);
    expect(other.body.id).not.toBe(one.body.id);
    expect(await placedBy(user)).toEqual([...before, one.body, other.body]);
  });

  test('with the same key it is placed once, and answered alike by every replica', async () => {
    const user = await target().member();
    const before = await placedBy(user);
    const key = randomUUID();
    const first = await place(user, coat, key);
    expect(first.status).toBe(201);
    for (const _replica of [1, 2, 3]) {
      const again = await place(user, coat, key);
      expect([again.status, again.text]).toEqual([201, first.text]);
    }
    expect(await placedBy(user)).toEqual([...before, first.body]);
  });

  test('a key is refused with another order, and the first order stays', async () => {
    const user = await target().member();
    const before = await placedBy(user);
    const key = randomUUID();
    const first = await place(user, coat, key);
    const other = await place(user, ticket, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await placedBy(user)).toEqual([...before, first.body]);
  });

  test('of many requests with one key at once, one places the order', async () => {
    const user = await target().member();
    const before = await placedBy(user);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 12 }, () => place(user, coat, key)));
    const placed = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status !== 201);
    expect(new Set(placed.map(({ text }) => text)).size).toBe(1);
    for (const { status, body } of waiting) {
      expect([status, body.code]).toEqual([409, 'idempotency_key_in_flight']);
    }
    expect(await placedBy(user)).toEqual([...before, placed[0]?.body]);
  });

  if (facts.authenticates) {
    test('the key of somebody else is another key', async () => {
      const [one, other] = [await target().member(), await target().member()];
      const key = randomUUID();
      const first = await place(one, coat, key);
      const second = await place(other, ticket, key);
      expect([first.status, second.status]).toEqual([201, 201]);
      expect(await placedBy(other)).toEqual([second.body]);
    });
  }

  test.for([
    ['without quotation marks', 'abc'],
    ['of no characters', '""'],
    ['that is too long', `"${'a'.repeat(65)}"`],
    ['of characters that are none of a key', '"a*b"'],
    ['beside another one', '"a", "b"'],
  ] as const)('a key %s is refused, and nothing is placed', async ([, key]) => {
    const user = await target().member();
    const before = await placedBy(user);
    const answer = await user.post('/orders', coat, { 'idempotency-key': key });
    expect([answer.status, answer.body.code]).toEqual([400, 'malformed_idempotency_key']);
    expect(await placedBy(user)).toEqual(before);
  });

  test.for([
    ['of nothing', { items: [] }],
    ['of no quantity', { items: [{ sku: 'COAT', quantity: 0 }] }],
    ['with a price', { ...coat, price: 1 }],
    ['that is missing', undefined],
  ] as const)('an order %s is refused', async ([, order]) => {
    const answer = await (await target().member()).post('/orders', order);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_body']);
  });
}
