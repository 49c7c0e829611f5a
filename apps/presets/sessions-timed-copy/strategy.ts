import { createDirectReader } from '../../sessions-hardened/record-reader.ts';
import {
  createHardenedStrategy,
  environment as ofHardened,
  settingsOf,
} from '../../sessions-hardened/strategy.ts';
import type { Approach } from '../../shared/auth-strategy.ts';
import { positive } from '../../shared/config.ts';
import { createTimedReader } from './timed-reader.ts';

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
