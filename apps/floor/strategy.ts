import { z } from 'zod';
import type { Identity } from '../shared/auth-outcome.ts';
import type { Approach } from '../shared/auth-strategy.ts';
import {
  cartSchema,
  clearCarriedState,
  emptyCart,
  readCarriedState,
  sendCarriedState,
} from '../shared/shop/cart.ts';

const environment = z.object({});

/** The same app without authentication. The lab subtracts its cost from that of the others. It protects nothing. */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy({ config, now }) {
    const startedMs = now();
    /** Every request comes from the same admin, so every route answers. */
    const everyone: Identity = {
      subject: 'everyone',
      role: 'admin',
      credentialId: 'none',
      loginId: 'none',
      issuedAtMs: startedMs,
      expiresAtMs: startedMs + 1000 * config.credentialTtlSeconds,
    };

    return {
      middleware: [],
      routes: [],
      needsStoreFor: 'nothing',
      issue: async () => ({ identity: everyone, credential: 'none' }),
      authenticate: async () => ({ ok: true, identity: everyone }),
      identifyToEnd: async () => ({ ok: true, identity: everyone }),
      stillValid: async () => true,
      revoke: async () => undefined,
      revokeAll: async () => undefined,
      clearCookies: (res) => clearCarriedState(res, config),
      changeRole: async () => false,
      async readCart(req) {
        const text = readCarriedState(req, config);
        if (text === null) return emptyCart;
        return cartSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      },
      async writeCart(_req, res, _identity, cart) {
        sendCarriedState(res, Buffer.from(JSON.stringify(cart)).toString('base64url'), config);
      },
    };
  },
};
