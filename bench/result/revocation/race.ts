import { z } from 'zod';

/** One request of a race, as the one who sent it saw it. Milliseconds after the logout was sent. */
export const raceEventSchema = z.object({
  request: z.string().describe('`PUT /cart`, `POST /logout`, `GET /me`'),
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
    .enum(['write', 'read', 'touch'])
    .describe('`PUT /cart` (saves the record); `GET /cart`; `GET /me` (touches the record)'),
  races: z.number().int().nonnegative(),
  overlapped: z
    .number()
    .int()
    .nonnegative()
    .describe('races in which an accepted request was sent before and answered after the logout'),
  cameBack: z
    .number()
    .int()
    .nonnegative()
    .describe('races after which the credential, once everything was answered, was accepted'),
  invalid: z
    .number()
    .int()
    .nonnegative()
    .default(0)
    .describe('races that could not be run: a login or the logout failed; in none of the others'),
  example: z
    .array(raceEventSchema)
    .nullable()
    .describe('request log of the first race that came back; of the first race when none did'),
});
export type Race = z.infer<typeof raceSchema>;
