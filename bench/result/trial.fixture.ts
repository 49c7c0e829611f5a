import type { LookupTrial } from './lookup-trial.ts';

/** A valid trial of 100 requests that cost 100 microseconds each, but for what is given. */
export function trialOf(given: Partial<LookupTrial>): LookupTrial {
  return {
    contender: given.arm ?? 'floor',
    arm: 'floor',
    boot: 0,
    block: 0,
    position: 0,
    startedAtMs: 0,
    durationMs: 50,
    connections: 6,
    requests: 100,
    accepted: 100,
    statuses: { 200: 100 },
    errors: 0,
    desynced: 0,
    replicaCpuUs: 10_000,
    replicaMainThreadCpuUs: 9_000,
    counterReadCpuUs: 0,
    counterReadMainThreadCpuUs: 0,
    counterReadStoreCpuUs: 0,
    involuntarySwitches: 0,
    balancerCpuUs: 3_000,
    storeCpuUs: 0,
    latencyUs: { p50: 500, p90: 900, p99: null, histogram: '' },
    generatorUtilization: 0.3,
    hostStealShare: 0,
    replicaShares: [0.33, 0.33, 0.34],
    valid: true,
    invalidBecause: [],
    ...given,
  };
}
