import { z } from 'zod';

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
