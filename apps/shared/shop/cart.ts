import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { cookieName, cookieOptions, readCookie } from '../http/cookies.ts';
import { Problem } from '../http/problem.ts';

/** 20 lines of this shape stay far below the 4096 bytes of a cookie (RFC 6265 section 6.1), signed and encoded. */
export const cartSchema = z.strictObject({
  items: z
    .array(
      z.strictObject({
        sku: z.string().regex(/^[A-Z0-9-]{1,16}$/),
        quantity: z.int().min(1).max(99),
      }),
    )
    .max(20),
});

/** Conversational state: what a user has put together and not yet ordered. */
export type Cart = z.infer<typeof cartSchema>;

export const emptyCart: Cart = { items: [] };

type Settings = Pick<Config, 'contender' | 'carriage' | 'cookieSecure'>;

const nameOf = (config: Settings): string => cookieName('cart', config);
const headerName = 'x-state';

/** Browsers drop a cookie of more than 4096 bytes without a word (RFC 6265 section 6.1); the name counts too. */
const limitBytes = (config: Settings): number => 4096 - nameOf(config).length - 1;

/** The text in which a client without server-side memory carries its state, or null. */
export function readCarriedState(req: Request, config: Settings): string | null {
  if (config.carriage === 'cookie') return readCookie(req.headers.cookie, nameOf(config));
  return req.get(headerName) ?? null;
}

/** With bearer carriage the client keeps the state itself, and forgets it itself. */
export function clearCarriedState(res: Response, config: Settings): void {
  if (config.carriage === 'cookie') res.clearCookie(nameOf(config), cookieOptions(config));
}

/** @throws Problem `state_too_large` */
export function sendCarriedState(res: Response, text: string, config: Settings): void {
  if (Buffer.byteLength(text) > limitBytes(config)) throw new Problem('state_too_large');
  if (config.carriage === 'cookie') res.cookie(nameOf(config), text, cookieOptions(config));
  else res.set(headerName, text);
}
