import { z } from 'zod';
import { failoverSchema } from './failover.ts';
import { lookupSchema } from './lookup.ts';
import { revocationSchema } from './revocation.ts';
import {
  configSchema,
  contenderSchema,
  environmentSchema,
  gateSchema,
  runSchema,
  toolSchema,
} from './run.ts';

/**
 * The shape of `results.json`, the one thing that the report, `make compare` and other programs read.
 * Semantic versioning: a minor version only adds keys, so a reader of 1.x can read every later 1.y by passing over the
 * keys that it does not know. It need not read an earlier one, which may lack what it needs. Raise the minor version
 * with every key that is added, the major one when a key changes its meaning or goes.
 */
export const schemaVersion = '1.2.0';

export const resultSchema = z.object({
  schemaVersion: z.string().regex(/^1\.\d+\.\d+$/),
  run: runSchema,
  tool: toolSchema,
  environment: environmentSchema,
  config: configSchema,
  contenders: z.array(contenderSchema),
  gates: z.array(gateSchema),
  lookup: lookupSchema.nullable(),
  revocation: revocationSchema.nullable(),
  failover: failoverSchema.nullable(),
});
export type Result = z.infer<typeof resultSchema>;
