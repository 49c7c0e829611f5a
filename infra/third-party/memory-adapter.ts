import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Stored {
  payload: AdapterPayload;
  readonly expiresMs: number;
}

/**
 * Where oidc-provider keeps sessions, grants, codes and opaque tokens: in one map, which is lost with the process. A real
 * issuer has a database here. The methods are those of oidc-provider's `example/my_adapter.js`.
 */
export function memoryAdapter(now: () => number): AdapterFactory {
  const stored = new Map<string, Stored>();
  const alive = (key: string): AdapterPayload | undefined => {
    const found = stored.get(key);
    if (found === undefined || found.expiresMs > now()) return found?.payload;
    stored.delete(key);
    return undefined;
  };
  const firstWith = (model: string, has: (payload: AdapterPayload) => boolean) =>
    [...stored]
      .filter(([key]) => key.startsWith(`${model}:`))
      .map(([key]) => alive(key))
      .find((payload) => payload !== undefined && has(payload));
  return (model): Adapter => ({
    async upsert(id, payload, expiresInS = Number.POSITIVE_INFINITY) {
      stored.set(`${model}:${id}`, { payload, expiresMs: now() + expiresInS * 1000 });
    },
    async find(id) {
      return alive(`${model}:${id}`);
    },
    async findByUid(uid) {
      return firstWith(model, (payload) => payload.uid === uid);
    },
    async findByUserCode(userCode) {
      return firstWith(model, (payload) => payload.userCode === userCode);
    },
    async consume(id) {
      const payload = alive(`${model}:${id}`);
      if (payload !== undefined) payload.consumed = Math.floor(now() / 1000);
    },
    async destroy(id) {
      stored.delete(`${model}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of stored) {
        if (key.startsWith(`${model}:`) && payload.grantId === grantId) stored.delete(key);
      }
    },
  });
}
