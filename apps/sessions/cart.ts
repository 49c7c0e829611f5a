import type { AuthStrategy } from '../shared/auth-strategy.ts';
import { emptyCart } from '../shared/shop/cart.ts';
import { save } from './credential.ts';

/** The cart in the session record, on the server. */
export function createSessionCart(): Pick<AuthStrategy, 'readCart' | 'writeCart'> {
  return {
    readCart: async (req) => req.session.cart ?? emptyCart,
    async writeCart(req, _res, _identity, cart) {
      req.session.cart = cart;
      await save(req.session);
    },
  };
}
