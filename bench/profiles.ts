import type { ExperimentName } from './result/run.ts';

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
    lookup: {
      ...lookup,
      boots: 1,
      blocksPerBoot: 10,
      warmupRequestsPerReplica: 500,
      credentials: 200,
      ledgerRequests: 100,
      pacedBlocks: 2,
    },
    revocation: { logoutTrials: 5, watchMs: 150 },
    failover: {
      trialsPerFault: 1,
      offeredPerSecond: 40,
      baselineMs: 1000,
      outageMs: 1200,
      afterMs: 3500,
    },
  },
  default: {
    lookup: {
      ...lookup,
      boots: 3,
      blocksPerBoot: 40,
      warmupRequestsPerReplica: 3000,
      credentials: 2000,
      ledgerRequests: 300,
      pacedBlocks: 12,
    },
    revocation: { logoutTrials: 50, watchMs: 250 },
    failover: {
      trialsPerFault: 3,
      offeredPerSecond: 40,
      baselineMs: 2000,
      outageMs: 2000,
      afterMs: 6000,
    },
  },
  full: {
    lookup: {
      ...lookup,
      boots: 5,
      blocksPerBoot: 200,
      warmupRequestsPerReplica: 5000,
      credentials: 5000,
      ledgerRequests: 1000,
      pacedBlocks: 40,
    },
    revocation: { logoutTrials: 200, watchMs: 250 },
    failover: {
      trialsPerFault: 10,
      offeredPerSecond: 40,
      baselineMs: 3000,
      outageMs: 3000,
      afterMs: 12_000,
    },
  },
};

/** `lookup.boots: 3`, …: the plan as it stands in the result. */
export function flattenPlan(plan: Plan): Record<string, number> {
  return Object.fromEntries(
    Object.entries(plan).flatMap(
      ([experiment, sizes]: [string, Readonly<Record<string, number>>]) =>
        Object.entries(sizes).map(([name, size]) => [`${experiment}.${name}`, size] as const),
    ),
  );
}

/** About how long each phase takes on two cores, for the time left on the screen; corrected by progress as it runs. */
export function expectedPhases(
  profile: ProfileName,
  experiments: readonly ExperimentName[],
): ReadonlyMap<string, number> {
  const { lookup, revocation, failover } = plans[profile];
  const phases: [ExperimentName | null, string, number][] = [
    [null, 'starting the lab', 5_000],
    [null, 'checking the contract', 1_500],
    ['lookup', 'lookup: logging in', 6 * 2 * lookup.credentials * lookup.boots],
    ['lookup', 'lookup: warming up', 6 * 1.5 * lookup.warmupRequestsPerReplica * lookup.boots],
    ['lookup', 'lookup: blocks', 6 * 350 * lookup.blocksPerBoot * lookup.boots],
    ['lookup', 'lookup: counted work', 5 * 2 * lookup.ledgerRequests],
    [
      'lookup',
      'lookup: latency at an equal rate',
      6 * 1100 * lookup.pacedSeconds * lookup.pacedBlocks,
    ],
    ['revocation', 'revocation', 4 * (revocation.watchMs + 150) * revocation.logoutTrials],
    [
      'failover',
      'failover',
      2 *
        failover.trialsPerFault *
        (failover.baselineMs + failover.outageMs + failover.afterMs + 2000),
    ],
  ];
  return new Map(
    phases
      .filter(([experiment]) => experiment === null || experiments.includes(experiment))
      .map(([, name, expectedMs]) => [name, expectedMs]),
  );
}
