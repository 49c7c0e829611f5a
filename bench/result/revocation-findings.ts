import { z } from 'zod';
import { amount, count, numberOrNull } from './numbers.ts';

/** One request of a race, as its sender saw it. Times are milliseconds after the logout was sent. */
export const raceEventSchema = z.object({
  request: z
    .string()
    .describe('`PUT /cart`, `POST /login`, `POST /logout`, `POST /logout-all`, `GET /me`'),
  replica: z.string().nullable(),
  sentMs: z.number(),
  doneMs: z.number(),
  status: z.number().int().nullable().describe('null: the transport failed'),
});
export type RaceEvent = z.infer<typeof raceEventSchema>;

/** Logouts, each with requests of the same credential in flight, on every replica. */
export const raceSchema = z.object({
  contender: z.string(),
  inFlight: z
    .enum(['write', 'read', 'touch', 'login'])
    .describe(
      '`PUT /cart` (saves the record); `GET /cart`; `GET /me` (touches the record); `POST /login` of the subject beside a `POST /logout-all`',
    ),
  races: count,
  credentialLifeMs: z.number().positive().optional().describe('only where the races divide it'),
  usualLifeMs: z.number().positive().optional().describe('outside these races'),
  overlapped: count.describe(
    'races in which an accepted request was sent before and answered after the logout',
  ),
  cameBack: count.describe(
    'races after which the credential, once everything was answered, was accepted; `login`: after a second `POST /logout-all`',
  ),
  invalid: count
    .default(0)
    .describe('races that could not be run: a login or the logout failed; in none of the others'),
  example: z
    .array(raceEventSchema)
    .nullable()
    .describe('request log of the first race that came back; of the first race when none did'),
});
export type Race = z.infer<typeof raceSchema>;

/**
 * Proof of the bound where only expiry ends a revoked credential: an arm with a short life, revoked at once and probed
 * until it is refused. Times are milliseconds after the `expiresAt` that the server promised; negative is before it.
 * `expiresAt` and the refusal are compared on the wall clock of one host, which replicas and harness share.
 */
export const boundProofSchema = z.object({
  contender: z.string(),
  action: z.string(),
  credentialLifeMs: z.number().positive(),
  usualLifeMs: z.number().positive().optional().describe('outside this proof, which divides it'),
  toleranceMs: amount.describe('clock tolerance: may be added to the expiry'),
  usualToleranceMs: amount.optional(),
  probes: count.describe('after t_ack'),
  lastAcceptAfterExpiryMs: numberOrNull.describe('null: nothing was accepted after t_ack'),
  firstRefusalAfterExpiryMs: numberOrNull.describe('null: never refused in the watch'),
  resolutionMs: amount,
  watchedAfterBoundMs: amount.describe('probing went on for this long after expiry plus tolerance'),
  resurrections: count,
  ok: z
    .boolean()
    .describe('accepted until expiry, refused by expiry plus tolerance (and resolution) for good'),
});
export type BoundProof = z.infer<typeof boundProofSchema>;

/** One way in which lists of revoked things go wrong elsewhere, tried on one contender. */
export const correctnessSchema = z.object({
  case: z.string().describe('`respelled-padding`, `eviction-allkeys-lru`, …'),
  contender: z.string(),
  expected: z.string(),
  observed: z.string(),
  ok: z.boolean(),
  explanation: z.string().describe('what it means for a developer who builds this'),
  source: z.string().nullable().describe('RFC section, paper, issue'),
});
export type Correctness = z.infer<typeof correctnessSchema>;

/** What a full store did to the credentials of one contender under one policy of `maxmemory-policy`. */
export interface Eviction {
  readonly contender: string;
  readonly policy: string;
  readonly revoked: number;
  readonly acceptedAgain: number;
  readonly valid: number;
  readonly signedOut: number;
}

const evictionCase = /^eviction-(?<policy>.+)$/;
const evictionCounts =
  /^of (?<revoked>\d+) revoked, (?<again>\d+) accepted again; of (?<valid>\d+) valid, (?<out>\d+) signed out/;

/** The name of the case and the words in `observed` that `evictionOf` reads again. */
export function evictionRow({
  policy,
  revoked,
  acceptedAgain,
  valid,
  signedOut,
}: Omit<Eviction, 'contender'>): Pick<Correctness, 'case' | 'observed'> {
  return {
    case: `eviction-${policy}`,
    observed: `of ${revoked} revoked, ${acceptedAgain} accepted again; of ${valid} valid, ${signedOut} signed out`,
  };
}

/** Null: the row is about something else than a full store. */
export function evictionOf(row: Correctness): Eviction | null {
  const { policy } = evictionCase.exec(row.case)?.groups ?? {};
  const counts = evictionCounts.exec(row.observed)?.groups;
  if (policy === undefined || counts === undefined) return null;
  return {
    contender: row.contender,
    policy,
    revoked: Number(counts.revoked),
    acceptedAgain: Number(counts.again),
    valid: Number(counts.valid),
    signedOut: Number(counts.out),
  };
}

/** Why a contender has no trials of an action: a gap in a table must never look like a zero. */
export const notMeasuredSchema = z.object({
  contender: z.string(),
  action: z.string(),
  kind: z
    .enum(['not-applicable', 'measured-elsewhere', 'left-out'])
    .describe(
      'the approach has no such thing; the same code was measured in another contender; left out of this profile',
    ),
  reason: z.string(),
});
export type NotMeasured = z.infer<typeof notMeasuredSchema>;

/** Server-sent event streams (`GET /events`) that were opened before the revocation. */
export const openStreamSchema = z.object({
  contender: z.string(),
  variant: z
    .enum(['left-open', 'closed-on-push', 'checked-again'])
    .describe('nothing is done; ended when the revocation arrives; asked again once per period'),
  periodMs: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('how long after a check the next one comes; null: there is none'),
  trials: count,
  invalid: count.default(0).describe('trials that failed; in no figure'),
  stillOpen: count.describe('when the watch ended'),
  watchedMs: amount,
  p50Ms: numberOrNull.describe('from t_ack to the end; null when any was still open'),
  maxMs: numberOrNull,
  eventsAfterAck: count.describe('events that arrived after t_ack'),
});
export type OpenStream = z.infer<typeof openStreamSchema>;

/** A documented bound of a real system, emulated by its mechanism. Never that system itself: its mechanism only. */
export const presetSchema = z.object({
  preset: z.string(),
  system: z.string().describe('whose documentation states the bound'),
  mechanism: z.string(),
  contender: z.string().describe('the contender that carries the mechanism'),
  documentedBoundMs: z.number().positive(),
  timeScale: z.number().positive().describe('documented time divided by the time in this run'),
  scaledBoundMs: z.number().positive(),
  trials: count,
  invalid: count.default(0).describe('trials that failed; in no figure'),
  readFromAction: z
    .string()
    .nullable()
    .default(null)
    .describe('action whose trials of the same contender these are; null: trials of its own'),
  latenciesMs: z
    .array(z.number())
    .default([])
    .describe('of each trial, upper end, in scaled time; censored ones are missing'),
  p50Ms: numberOrNull.describe('measured, in scaled time'),
  maxMs: numberOrNull,
  staleTrials: count
    .nullable()
    .default(null)
    .describe('in which a probe that was sent after t_ack was accepted'),
  maxStaleMs: numberOrNull.default(null).describe('the largest upper end of those trials only'),
  resolutionMs: numberOrNull,
  withinBound: z.boolean(),
  source: z.string(),
});
export type Preset = z.infer<typeof presetSchema>;

/**
 * p_stale(t): of the probes sent t after t_ack, the share that was still accepted (in the manner of PBS, Bailis et al.,
 * VLDB 2012). Bucket i reaches from `edgesMs[i]` to `edgesMs[i + 1]`; its share is `accepted[i] / probes[i]`.
 */
export const staleCurveSchema = z.object({
  contender: z.string(),
  action: z.string(),
  trials: count,
  edgesMs: z.array(z.number()).describe('one more than there are buckets'),
  probes: z.array(count).describe('that said anything, of all replicas'),
  accepted: z.array(count),
});
export type StaleCurve = z.infer<typeof staleCurveSchema>;
