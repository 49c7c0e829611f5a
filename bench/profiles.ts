export const profileNames = ['smoke', 'default', 'full'] as const;
export type ProfileName = (typeof profileNames)[number];

/**
 * The sizes of a run, fixed before it starts: a run is never prolonged because its figures look unsettled
 * (optional stopping makes noise significant, benchstat's first tip).
 */
export interface Plan {
  readonly lookup: {
    /** Fresh processes of everything, each with a warm-up of its own. */
    readonly boots: number;
    readonly blocksPerBoot: number;
    /** Requests of one trial, after `settleRequests` that fill the balancer's connection pools and do not count. */
    readonly requestsPerTrial: number;
    readonly settleRequests: number;
    readonly connections: number;
    readonly warmupRequestsPerReplica: number;
    readonly credentials: number;
    readonly ledgerRequests: number;
    readonly pacedBlocks: number;
    readonly pacedPerSecond: number;
    readonly pacedSeconds: number;
  };
  readonly revocation: {
    readonly logoutTrials: number;
    /** Probing at full rate goes on for this long after the revoking answer. */
    readonly watchMs: number;
  };
  readonly failover: {
    readonly trialsPerFault: number;
    readonly offeredPerSecond: number;
    readonly baselineMs: number;
    readonly outageMs: number;
    readonly afterMs: number;
  };
}

const lookup = {
  requestsPerTrial: 400,
  settleRequests: 48,
  connections: 12,
  pacedPerSecond: 100,
  pacedSeconds: 1,
} as const;

export const plans: Readonly<Record<ProfileName, Plan>> = {
  smoke: {
    lookup: { ...lookup, boots: 1, blocksPerBoot: 10, warmupRequestsPerReplica: 500, credentials: 200, ledgerRequests: 100, pacedBlocks: 2 },
    revocation: { logoutTrials: 5, watchMs: 150 },
    failover: { trialsPerFault: 1, offeredPerSecond: 40, baselineMs: 1000, outageMs: 1200, afterMs: 3500 },
  },
  default: {
    lookup: { ...lookup, boots: 3, blocksPerBoot: 40, warmupRequestsPerReplica: 3000, credentials: 2000, ledgerRequests: 300, pacedBlocks: 12 },
    revocation: { logoutTrials: 50, watchMs: 250 },
    failover: { trialsPerFault: 3, offeredPerSecond: 40, baselineMs: 2000, outageMs: 2000, afterMs: 6000 },
  },
  full: {
    lookup: { ...lookup, boots: 5, blocksPerBoot: 200, warmupRequestsPerReplica: 5000, credentials: 5000, ledgerRequests: 1000, pacedBlocks: 40 },
    revocation: { logoutTrials: 200, watchMs: 250 },
    failover: { trialsPerFault: 10, offeredPerSecond: 40, baselineMs: 3000, outageMs: 3000, afterMs: 12_000 },
  },
};
