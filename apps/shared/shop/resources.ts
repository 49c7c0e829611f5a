import type { AuthStrategy } from '../auth-strategy.ts';
import { readBody } from '../http/request-body.ts';
import type { Route } from '../http/route.ts';
import { cartSchema } from './cart.ts';

const catalog = {
  products: [
    { sku: 'COAT', name: 'Coat', priceCents: 12_900 },
    { sku: 'PASSPORT', name: 'Passport cover', priceCents: 1_900 },
    { sku: 'TICKET', name: 'Cloakroom ticket', priceCents: 200 },
  ],
};

const catalogTag = '"catalog-1"';

/** `GET /orders` (the route that is measured), `GET` and `PUT /cart`, `GET /catalog`. */
export function resourceRoutes(strategy: AuthStrategy): Route[] {
  return [
    {
      method: 'GET',
      path: '/orders',
      access: 'subject',
      answer(_req, res, identity) {
        res.json({ orders: ordersOf(identity.subject) });
      },
    },
    {
      method: 'GET',
      path: '/cart',
      access: 'subject',
      async answer(req, res, identity) {
        res.json(await strategy.readCart(req, identity));
      },
    },
    {
      method: 'PUT',
      path: '/cart',
      access: 'subject',
      representation: { etag: null },
      async answer(req, res, identity) {
        const cart = readBody(req, cartSchema);
        await strategy.writeCart(req, res, identity, cart);
        res.json(cart);
      },
    },
    {
      // Public on purpose: no credential is read and no cookie set, so a shared cache may keep the answer.
      method: 'GET',
      path: '/catalog',
      access: 'public',
      representation: { etag: catalogTag },
      answer(_req, res) {
        res.set({ 'Cache-Control': 'public, max-age=60', ETag: catalogTag }).json(catalog);
      },
    },
  ];
}

/** An order in the past. Every member has a fixed width, so the answer has as many bytes for every subject. */
export interface Order {
  readonly id: string;
  readonly placedOn: string;
  readonly totalCents: number;
}

const ordersPerSubject = 3;

/**
 * Durable application data, made from the subject's name instead of read from a database: the measured route
 * must cost what authentication costs, and a database would drown that.
 */
export function ordersOf(subject: string): readonly Order[] {
  const seed = fnv1a(subject);
  return Array.from({ length: ordersPerSubject }, (_, index) => ({
    id: `${seed.toString(16).padStart(8, '0')}-${index + 1}`,
    placedOn: `2026-0${1 + ((seed + index) % 9)}-1${(seed + index) % 10}`,
    totalCents: 10_000 + (((seed >>> 3) + index * 7919) % 90_000),
  }));
}

/** FNV-1a, 32 bits: a cheap hash that is the same everywhere. Not for security. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
