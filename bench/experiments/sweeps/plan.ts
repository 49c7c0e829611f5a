import type { ProfilePlans } from '../../run/options.ts';

export interface SweepsPlan {
  /** Of each sweep: one trial of every arm per block. */
  readonly blocks: number;
  readonly warmupRequestsPerReplica: number;
  readonly credentials: number;
  /** Algorithm and library: the first so many of the list. */
  readonly signatures: number;
  /** Padding of the largest credential or record. */
  readonly largestClaimsBytes: number;
  /** 1: every size of the list; 3: every third. */
  readonly everySize: number;
  /** Live credentials: this many, and this many smaller steps, each by tens, at most three. */
  readonly largestPopulation: number;
  readonly smallerPopulations: number;
  readonly mostReplicas: number;
}

/** What `default` and `full` sweep; they differ in how often each arm is measured. */
const whole = {
  signatures: 11,
  largestClaimsBytes: 16_384,
  everySize: 1,
  largestPopulation: 1_000_000,
  smallerPopulations: 3,
  mostReplicas: 4,
} as const;

export const sweepsPlans: ProfilePlans<SweepsPlan> = {
  smoke: {
    blocks: 3,
    warmupRequestsPerReplica: 150,
    credentials: 50,
    signatures: 2,
    largestClaimsBytes: 8_192,
    everySize: 3,
    largestPopulation: 2_000,
    smallerPopulations: 1,
    mostReplicas: 2,
  },
  default: {
    ...whole,
    blocks: 40,
    // As for lookup: past the last compilation of the hot code, or arms with many replicas look dear for being cold.
    warmupRequestsPerReplica: 2_500,
    credentials: 200,
  },
  full: { ...whole, blocks: 150, warmupRequestsPerReplica: 5_000, credentials: 1_000 },
};

/** Expected milliseconds, on two cores: about sixty arms, most of them with one replica. */
export function sweepsPhases(plan: SweepsPlan): [string, number][] {
  const arm = 800 + plan.credentials + plan.warmupRequestsPerReplica + 90 * plan.blocks;
  return [
    ['sweeps: algorithms', (3 + plan.signatures) * arm],
    ['sweeps: sizes', (27 / plan.everySize) * arm],
    ['sweeps: populations', 3 * (1 + plan.smallerPopulations) * arm + plan.largestPopulation / 50],
    ['sweeps: replicas', 3 * plan.mostReplicas * arm],
  ];
}
