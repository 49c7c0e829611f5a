import type { Account } from '../contract/client.ts';
import type { Entrance, Reply, Sent } from './case.ts';

type Headers = NonNullable<Sent['headers']>;
type Send = (entrance: Entrance) => Promise<Reply>;
export const asJson: Headers = { 'content-type': 'application/json' };

/** A PUT of the cart of a member with this body. */
export const cart = (body: string | Buffer, headers: Headers = asJson): Sent => ({
  method: 'PUT',
  path: '/cart',
  body,
  headers,
  as: 'member',
});

/** A login with a body that is made of a good account. */
export function login(
  make: (account: Account) => string | Buffer,
  headers: Headers = asJson,
): Send {
  return (entrance) =>
    entrance.send({ method: 'POST', path: '/login', body: make(entrance.nextAccount()), headers });
}

/** A good login as JSON. */
export const text = (account: Account): string => JSON.stringify(account);
/** The members of a good login, without the braces. */
export const members = (account: Account): string => text(account).slice(1, -1);
/** A cart with one item, of this quantity. */
export const oneItem = (quantity: string): string =>
  `{"items":[{"sku":"COAT","quantity":${quantity}}]}`;
export const emptyCart = '{"items":[]}';
