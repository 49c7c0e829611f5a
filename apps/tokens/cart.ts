import type { AuthStrategy } from '../shared/auth-strategy.ts';
import type { Config } from '../shared/config.ts';
import { cartSchema, emptyCart, readCarriedState, sendCarriedState } from '../shared/shop/cart.ts';
import type { TokenLibrary } from './jwt/library.ts';

const lifeSeconds = 8 * 60 * 60; // 8 hours

/**
 * The cart in a signed value that the client carries. The signature proves that the server wrote the cart for this
 * subject, and not that it is the latest one: a client can bring back an older cart of its own. So state that must not
 * be rolled back may not be carried like this.
 */
export function createCarriedCart(
  library: TokenLibrary,
  config: Pick<Config, 'contender' | 'carriage' | 'cookieSecure'>,
  now: () => number,
): Pick<AuthStrategy, 'readCart' | 'writeCart'> {
  return {
    async readCart(req, { subject }) {
      const text = readCarriedState(req, config);
      if (text === null) return emptyCart;
      const verified = await library.verify(text, 'cart+jwt');
      // A cart that is forged, expired or somebody else's is no cart.
      if (!verified.ok || verified.payload.sub !== subject) return emptyCart;
      const cart = cartSchema.safeParse(verified.payload.cart);
      return cart.success ? cart.data : emptyCart;
    },
    async writeCart(_req, res, { subject }, cart) {
      const iat = Math.floor(now() / 1000);
      const payload = { sub: subject, iat, exp: iat + lifeSeconds, cart };
      const text = await library.sign(payload, 'cart+jwt');
      sendCarriedState(res, text, config);
    },
  };
}
