import type { AuthStrategy } from '../auth-strategy.ts';
import { cartSchema } from '../cart.ts';
import { ordersOf } from '../orders.ts';
import { readBody } from '../request-body.ts';
import type { Route } from '../route.ts';

const catalog = {
  products: [
    { sku: 'COAT', name: 'Coat', priceCents: 12_900 },
    { sku: 'PASSPORT', name: 'Passport cover', priceCents: 1_900 },
    { sku: 'TICKET', name: 'Cloakroom ticket', priceCents: 200 },
  ],
};

/** `GET /orders` (the route that is measured), `GET` and `PUT /cart`, `GET /catalog`. */
export function resourceRoutes(strategy: AuthStrategy): Route[] {
  return [
    {
      method: 'GET',
      path: '/orders',
      access: 'subject',
      answer(_req, res, identity) {
        res.set('Cache-Control', 'no-store').json({ orders: ordersOf(identity.subject) });
      },
    },
    {
      method: 'GET',
      path: '/cart',
      access: 'subject',
      async answer(req, res, identity) {
        res.set('Cache-Control', 'no-store').json(await strategy.readCart(req, identity));
      },
    },
    {
      method: 'PUT',
      path: '/cart',
      access: 'subject',
      async answer(req, res, identity) {
        const cart = readBody(req, cartSchema);
        await strategy.writeCart(req, res, identity, cart);
        res.set('Cache-Control', 'no-store').json(cart);
      },
    },
    {
      // Public on purpose: no credential is read and no cookie set, so a shared cache may keep the answer.
      method: 'GET',
      path: '/catalog',
      access: 'public',
      answer(_req, res) {
        res.set({ 'Cache-Control': 'public, max-age=60', ETag: '"catalog-1"' }).json(catalog);
      },
    },
  ];
}
