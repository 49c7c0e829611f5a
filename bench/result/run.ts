import { z } from 'zod';
import { amount, count } from './numbers.ts';

/** What was run, by what, where and how it was configured. Units are in the names; times are ISO 8601 UTC. */

export const experimentName = z.enum(['lookup', 'revocation', 'failover', 'sweeps']);
export type ExperimentName = z.infer<typeof experimentName>;

export const runSchema = z.object({
  id: z.string().describe('UTC time of the start, also the name of the folder'),
  seed: count,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  durationMs: amount,
  profile: z.enum(['smoke', 'default', 'full']),
  experiments: z.array(experimentName),
  argv: z.array(z.string()),
});

export const toolSchema = z.object({
  name: z.string(),
  version: z.string(),
  methodVersion: z.string().describe('changes whenever a figure would change for the same machine'),
  gitSha: z.string().nullable(),
  gitDirty: z.boolean().nullable(),
  peakMemoryBytes: amount
    .nullable()
    .optional()
    .describe(
      'largest resident memory of the bench until the file was written, without its load processes',
    ),
  peakLoadMemoryBytes: amount
    .nullable()
    .optional()
    .describe('of the largest of its load processes; null where none ran or the system tells none'),
});

export type Tool = z.infer<typeof toolSchema>;

export const environmentSchema = z.object({
  cpuModel: z.string(),
  cpuCount: z.number().int().positive(),
  memoryBytes: z.number().int().positive(),
  platform: z.string(),
  kernel: z.string(),
  virtualisation: z.string().nullable(),
  driver: z.enum(['native', 'compose']),
  nodeVersion: z.string(),
  opensslVersion: z.string(),
  v8Version: z.string(),
  nginxVersion: z.string(),
  redisVersion: z.string().describe('version of the store'),
  storeProgram: z
    .string()
    .default('Redis')
    .describe('what ran as the store: `Redis`, `Valkey` or `KeyDB`; a file without it had Redis'),
  dockerVersion: z.string().nullable(),
  loadPerCoreAtStart: amount,
  fingerprint: z
    .string()
    .describe(
      'SHA-256 of the facts above that make two machines comparable; load is not one of them',
    ),
});
export type Environment = z.infer<typeof environmentSchema>;

export const configSchema = z.object({
  replicasPerContender: z.number().int().positive(),
  balancer: z.record(z.string(), z.string()),
  balancerConfigSha256: z.string(),
  dependencies: z.record(z.string(), z.string()).describe('package name to installed version'),
  lockfileSha256: z.string(),
  /** The sizes of this run's experiments: blocks, requests, rates, trials. */
  plan: z.record(z.string(), z.union([z.number(), z.string()])),
});

export const contenderSchema = z.object({
  contender: z.string(),
  app: z.enum(['floor', 'sessions', 'tokens']),
  check: z.string().describe('one line: what is checked on each request'),
  expectedRoundTrips: count,
  sameCheckAs: z
    .string()
    .nullable()
    .default(null)
    .describe('whose check on each request it shares, so that lookup measures that one for both'),
  contract: z.object({
    /** On one replica, where every contender must keep it. */
    passed: count,
    failed: z.array(z.string()),
  }),
  behindBalancer: z.object({
    requests: count,
    refused: count.describe('a valid credential, answered 401'),
  }),
});
export type ContenderResult = z.infer<typeof contenderSchema>;

export const gateSchema = z.object({
  gate: z.string(),
  experiment: experimentName.nullable(),
  status: z.enum(['pass', 'warn', 'fail']),
  measured: z.string(),
  limit: z.string(),
  detail: z.string().describe('what it means for the reader when it does not pass'),
});
export type Gate = z.infer<typeof gateSchema>;
