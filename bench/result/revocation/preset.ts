import { z } from 'zod';

/** A documented bound of a real system, emulated by its mechanism. Never that system itself: its mechanism only. */
export const presetSchema = z.object({
  preset: z.string(),
  system: z.string().describe('whose documentation states the bound'),
  mechanism: z.string(),
  contender: z.string().describe('the contender that carries the mechanism'),
  documentedBoundMs: z.number().positive(),
  timeScale: z.number().positive().describe('documented time divided by the time in this run'),
  scaledBoundMs: z.number().positive(),
  trials: z.number().int().nonnegative(),
  invalid: z.number().int().nonnegative().default(0).describe('trials that failed; in no figure'),
  latenciesMs: z
    .array(z.number())
    .default([])
    .describe('of each trial, upper end, in scaled time; censored ones are missing'),
  p50Ms: z.number().nullable().describe('measured, in scaled time'),
  maxMs: z.number().nullable(),
  resolutionMs: z.number().nullable(),
  withinBound: z.boolean(),
  source: z.string(),
});
export type Preset = z.infer<typeof presetSchema>;
