import { createDirectReader, type RecordReader } from '../../sessions-hardened/store.ts';
import {
  createHardenedStrategy,
  environment as ofHardened,
  settingsOf,
} from '../../sessions-hardened/strategy.ts';
import type { Approach } from '../../shared/auth-strategy.ts';
import { positive } from '../../shared/config.ts';

const environment = ofHardened.extend({
  RECORD_CACHE_MS: positive.describe('a replica believes a record that it has read for this time'),
});

/** As hardened, behind a gateway that believes for a fixed time what it was told about a credential. */
export const approach: Approach<typeof environment> = {
  environment,
  async createStrategy(context, own) {
    const direct = createDirectReader(context.redis);
    const reader = createTimedReader(direct, own.RECORD_CACHE_MS, () => performance.now());
    return createHardenedStrategy(context, settingsOf(context.config, own), reader);
  },
};

/** More entries than the lab has users at a time. Beyond this number the oldest copy is dropped. */
const maxEntries = 10_000;

/**
 * Believes a copy for a fixed time, as gateways cache the answer of an introspection (RFC 7662, section 4) or of an
 * authentication subrequest. A replica does not learn that its copy has become wrong: every other replica accepts a
 * revoked session until its own copy has reached its age.
 */
export function createTimedReader(
  direct: RecordReader,
  maxAgeMs: number,
  monotonicMs: () => number,
): RecordReader {
  const copies = new Map<string, { readonly text: string; readonly fetchedAtMs: number }>();
  let hits = 0;
  let misses = 0;

  return {
    async read(key) {
      const copy = copies.get(key);
      if (copy !== undefined && monotonicMs() - copy.fetchedAtMs < maxAgeMs) {
        hits += 1;
        return copy.text;
      }
      misses += 1;
      const fetchedAtMs = monotonicMs();
      const text = await direct.read(key);
      copies.delete(key);
      if (text !== null) copies.set(key, { text, fetchedAtMs });
      const [oldest] = copies.keys();
      if (copies.size > maxEntries && oldest !== undefined) copies.delete(oldest);
      return text;
    },
    written(key) {
      copies.delete(key);
      direct.written(key);
    },
    metrics: () => ({ cacheHits: hits, cacheMisses: misses, cacheEntries: copies.size }),
    close: () => direct.close(),
  };
}
