import { answerKinds } from './answer.fixture.ts';
import { failoverKinds } from './failover.fixture.ts';
import { firstSeenKinds } from './first-seen.fixture.ts';
import { gateKinds } from './gates.fixture.ts';
import { lookupKinds } from './lookup.fixture.ts';
import { redisFrozenKinds } from './redis-frozen.fixture.ts';
import { revocationKinds } from './revocation.fixture.ts';
import { revocationProofKinds } from './revocation-proofs.fixture.ts';
import { roundTripKinds } from './round-trips.fixture.ts';
import type { Kind } from './sentence.fixture.ts';
import { surfaceKinds } from './surface.fixture.ts';
import { trustKinds } from './trust.fixture.ts';
import { varianceKinds } from './variance.fixture.ts';

/** Every kind of sentence that a report can hold. */
export const kinds: readonly Kind[] = [
  ...trustKinds,
  ...answerKinds,
  ...lookupKinds,
  ...varianceKinds,
  ...roundTripKinds,
  ...surfaceKinds,
  ...firstSeenKinds,
  ...revocationKinds,
  ...revocationProofKinds,
  ...failoverKinds,
  ...redisFrozenKinds,
  ...gateKinds,
];
