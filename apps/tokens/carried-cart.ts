import type { Request, Response } from 'express';
import { readCarriedState, sendCarriedState } from '../shared/carried-state.ts';
import { type Cart, cartSchema, emptyCart } from '../shared/cart.ts';
import type { Config } from '../shared/config.ts';
import type { TokenLibrary } from './token-library.ts';

/** The cart in a signed value that the client carries. */
export interface CarriedCart {
  read(req: Request, subject: string): Promise<Cart>;
  write(res: Response, subject: string, cart: Cart): Promise<void>;
}

const lifeSeconds = 8 * 60 * 60; // 8 hours

/**
 * The signature proves that the server wrote the cart for this subject, not that it is the latest one: a client
 * can bring back an older cart of its own. Nothing that must not be rolled back may be carried like this.
 */
export function createCarriedCart(
  library: TokenLibrary,
  config: Pick<Config, 'carriage' | 'cookieSecure'>,
  now: () => number,
): CarriedCart {
  return {
    async read(req, subject) {
      const text = readCarriedState(req, config.carriage);
      if (text === null) return emptyCart;
      const verified = await library.verify(text, 'cart+jwt');
      // A cart that is forged, expired or somebody else's is no cart.
      if (!verified.ok || verified.payload.sub !== subject) return emptyCart;
      const cart = cartSchema.safeParse(verified.payload.cart);
      return cart.success ? cart.data : emptyCart;
    },
    async write(res, subject, cart) {
      const iat = Math.floor(now() / 1000);
      const payload = { sub: subject, iat, exp: iat + lifeSeconds, cart };
      const text = await library.sign(payload, 'cart+jwt');
      sendCarriedState(res, text, config);
    },
  };
}
