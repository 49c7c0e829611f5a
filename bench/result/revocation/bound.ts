import { z } from 'zod';

/**
 * Proof of the bound where only expiry ends a revoked credential: an arm with a short life, revoked at once and probed
 * until it is refused. Times are milliseconds after the `expiresAt` that the server promised; negative is before it.
 * `expiresAt` and the refusal are compared on the wall clock of one host, which replicas and harness share.
 */
export const boundProofSchema = z.object({
  contender: z.string(),
  action: z.string(),
  credentialLifeMs: z.number().positive(),
  toleranceMs: z.number().nonnegative().describe('clock tolerance: may be added to the expiry'),
  probes: z.number().int().nonnegative().describe('after t_ack'),
  lastAcceptAfterExpiryMs: z.number().nullable().describe('null: nothing was accepted after t_ack'),
  firstRefusalAfterExpiryMs: z.number().nullable().describe('null: never refused in the watch'),
  resolutionMs: z.number().nonnegative(),
  watchedAfterBoundMs: z
    .number()
    .nonnegative()
    .describe('probing went on for this long after expiry plus tolerance'),
  resurrections: z.number().int().nonnegative(),
  ok: z
    .boolean()
    .describe('accepted until expiry, refused by expiry plus tolerance (and resolution) for good'),
});
export type BoundProof = z.infer<typeof boundProofSchema>;
