import { z } from 'zod';

/** What a link does with the bytes on it. */
export const behaviourSchema = z.discriminatedUnion('kind', [
  /** Delivers; `eachWayMs` later, in each direction and in order. */
  z.object({ kind: z.literal('pass'), eachWayMs: z.number().nonnegative() }),
  /** Connections are reset, and new ones refused. */
  z.object({ kind: z.literal('cut') }),
  /** Connections stay open and are accepted; nothing arrives. What was sent arrives after the link has healed. */
  z.object({ kind: z.literal('blackhole') }),
]);

export type Behaviour = z.infer<typeof behaviourSchema>;

export const healthy: Behaviour = { kind: 'pass', eachWayMs: 0 };
