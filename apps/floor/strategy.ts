import type { Approach, AuthStrategy, StrategyContext } from '../shared/auth-strategy.ts';
import { readCarriedState, sendCarriedState } from '../shared/carried-state.ts';
import { cartSchema, emptyCart } from '../shared/cart.ts';
import type { Identity } from '../shared/identity.ts';

/** The same app with authentication removed: what the others are subtracted from. Guards nothing, by design. */
export const approach: Approach = { contenders: ['floor'], requires: [], createStrategy };

async function createStrategy({ config, now }: StrategyContext): Promise<AuthStrategy> {
  const startedMs = now();
  /** Everyone is the same admin, so that every route answers. */
  const everyone: Identity = {
    subject: 'everyone',
    role: 'admin',
    credentialId: 'none',
    issuedAtMs: startedMs,
    expiresAtMs: startedMs + 1000 * (config.credentialTtlSeconds ?? 900),
  };

  return {
    middleware: [],
    routes: [],
    needsStoreFor: 'nothing',
    issue: async () => ({ identity: everyone, credential: 'none' }),
    authenticate: async () => ({ ok: true, identity: everyone }),
    stillValid: async () => true,
    revoke: async () => undefined,
    revokeAll: async () => undefined,
    changeRole: async () => undefined,
    async readCart(req) {
      const text = readCarriedState(req, config.carriage);
      if (text === null) return emptyCart;
      return cartSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    },
    async writeCart(_req, res, _identity, cart) {
      sendCarriedState(res, Buffer.from(JSON.stringify(cart)).toString('base64url'), config);
    },
    notReady: () => [],
    metrics: () => ({}),
    close: async () => undefined,
  };
}
