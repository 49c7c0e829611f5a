import { z } from 'zod';

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
  trials: z.number().int().nonnegative(),
  invalid: z.number().int().nonnegative().default(0).describe('trials that failed; in no figure'),
  stillOpen: z.number().int().nonnegative().describe('when the watch ended'),
  watchedMs: z.number().nonnegative(),
  p50Ms: z.number().nullable().describe('from t_ack to the end; null when any was still open'),
  maxMs: z.number().nullable(),
  eventsAfterAck: z.number().int().nonnegative().describe('events that arrived after t_ack'),
});
export type OpenStream = z.infer<typeof openStreamSchema>;
