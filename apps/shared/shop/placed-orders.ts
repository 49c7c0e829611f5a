import { createHash, randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { Problem } from '../http/problem.ts';
import { readBody } from '../http/request-body.ts';
import type { Route } from '../http/route.ts';
import type { StoreClient } from '../store/redis.ts';
import { cartSchema } from './cart.ts';

const orderSchema = z.strictObject({ items: cartSchema.shape.items.min(1) });
type NewOrder = z.infer<typeof orderSchema>;

const placedSchema = z.strictObject({ id: z.uuid(), ...orderSchema.shape });
export type PlacedOrder = z.infer<typeof placedSchema>;

/** What became of a request to place an order. */
export type Placing =
  | { readonly outcome: 'placed'; readonly order: PlacedOrder }
  | { readonly outcome: 'in_flight' }
  | { readonly outcome: 'other_order' };

/** Orders that were placed here: application state in Redis, the same for all contenders. */
export interface PlacedOrders {
  /** The newest orders of a subject, oldest first. */
  read(owner: string): Promise<readonly PlacedOrder[]>;
  /**
   * Places an order. With a key it is placed once, however often and wherever this is asked for: each time the answer
   * is the first order. `in_flight`: another request with this key has not ended yet. `other_order`: the key came with
   * another order before.
   */
  place(owner: string, order: NewOrder, key: string | null): Promise<Placing>;
}

const keptSeconds = 60 * 60; // 1 hour, the orders and the keys
/** A replica that dies between its claim and its order leaves the key in flight for this time. */
const claimSeconds = 10;
const keptOrders = 100; // per subject

/**
 * Claims a key, or tells what is known of it, in one step: two replicas that get the key at once do not both claim it.
 * KEYS: key. ARGV: fingerprint of the order, name of the claim, seconds.
 */
const claimKey = `
local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'order')
if not known[1] then
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'claim', ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return 'claimed'
end
if known[1] ~= ARGV[1] then return 'other_order' end
return known[2] or 'in_flight'`;

/**
 * Writes the order and the answer for its key in one step, so there is never one without the other. A claim that has
 * expired writes nothing: another request may have placed the order since.
 * KEYS: orders of the subject, and the key if there is one. ARGV: order, number of orders and seconds to keep them,
 * name of the claim.
 */
const writeOrder = `
if KEYS[2] then
  if redis.call('HGET', KEYS[2], 'claim') ~= ARGV[4] then return 'in_flight' end
  redis.call('HSET', KEYS[2], 'order', ARGV[1])
  redis.call('EXPIRE', KEYS[2], ARGV[3])
end
local now = redis.call('TIME')
redis.call('ZADD', KEYS[1], now[1] * 1000000 + now[2], ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 'placed'`;

const written = z.enum(['placed', 'in_flight']);

/** The right to place the order of a key: the record of the key, and a name that no other request has. */
interface Claim {
  readonly record: string;
  readonly name: string;
}

export function createPlacedOrders(redis: StoreClient): PlacedOrders {
  const ordersOf = (owner: string) => `placed-orders:${owner}`;
  // The subject is part of the name: nobody gets the answer to the key of somebody else.
  const recordOf = (owner: string, key: string) => `idempotency:${owner}:${key}`;

  async function write(owner: string, order: NewOrder, claim?: Claim): Promise<Placing> {
    const placed: PlacedOrder = { id: randomUUID(), ...order };
    const keys = [ordersOf(owner), ...(claim === undefined ? [] : [claim.record])];
    const name = claim === undefined ? [] : [claim.name];
    const outcome = written.parse(
      await redis.eval(
        writeOrder,
        keys.length,
        ...keys,
        JSON.stringify(placed),
        String(keptOrders),
        String(keptSeconds),
        ...name,
      ),
    );
    return outcome === 'placed' ? { outcome, order: placed } : { outcome };
  }

  return {
    async read(owner) {
      const texts = await redis.zrange(ordersOf(owner), '0', '-1');
      return texts.map(parsePlaced);
    },
    async place(owner, order, key) {
      if (key === null) return await write(owner, order);
      const record = recordOf(owner, key);
      const name = randomUUID();
      const reply = await redis.eval(
        claimKey,
        1,
        record,
        fingerprintOf(order),
        name,
        String(claimSeconds),
      );
      const known = z.string().parse(reply);
      if (known === 'claimed') return await write(owner, order, { record, name });
      if (known === 'in_flight' || known === 'other_order') return { outcome: known };
      return { outcome: 'placed', order: parsePlaced(known) };
    },
  };
}

function parsePlaced(text: string): PlacedOrder {
  return placedSchema.parse(JSON.parse(text));
}

/** Of the order as it was understood: another order of the members or other blanks make no other order. */
function fingerprintOf(order: NewOrder): string {
  return createHash('sha256').update(JSON.stringify(order)).digest('base64url');
}

/** `POST /orders`, `GET /orders/placed`. The orders of `GET /orders` are those of the past, which no request changes. */
export function placedOrderRoutes(orders: PlacedOrders): Route[] {
  return [
    {
      method: 'POST',
      path: '/orders',
      access: 'subject',
      async answer(req, res, { subject }) {
        const order = readBody(req, orderSchema);
        const placing = await orders.place(subject, order, readKey(req));
        if (placing.outcome === 'in_flight') throw new Problem('idempotency_key_in_flight');
        if (placing.outcome === 'other_order') throw new Problem('idempotency_key_reused');
        res.status(201).json(placing.order);
      },
    },
    {
      method: 'GET',
      path: '/orders/placed',
      access: 'subject',
      async answer(_req, res, { subject }) {
        res.json({ orders: await orders.read(subject) });
      },
    },
  ];
}

/** A String of RFC 8941 section 3.3.3, and of these characters: `Idempotency-Key: "8e03978e-40d5"`. */
const keySchema = z.string().regex(/^"[\w.:-]{1,64}"$/);

/**
 * The key of draft-ietf-httpapi-idempotency-key-header, without its quotation marks; null: the client sent none.
 * @throws Problem A key that cannot be read must not be ignored, because the client relies on it.
 */
function readKey(req: Request): string | null {
  const sent = req.get('idempotency-key');
  if (sent === undefined) return null;
  const parsed = keySchema.safeParse(sent);
  if (!parsed.success) throw new Problem('malformed_idempotency_key');
  return parsed.data.slice(1, -1);
}
