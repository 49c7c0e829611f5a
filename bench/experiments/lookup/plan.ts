import type { ProfilePlans } from '../../run/options.ts';

export interface LookupPlan {
  /** Fresh processes of everything, each with a warm-up of its own. */
  readonly boots: number;
  /** The first so many of them also hold the arms that only the ladder needs. */
  readonly ladderBoots: number;
  readonly blocksPerBoot: number;
  /** Of `floor` and of its copy; every other arm has one. */
  readonly floorTrialsPerBlock: number;
  /** Requests of one trial, after `settleRequests` that fill the balancer's connection pools and do not count. */
  readonly requestsPerTrial: number;
  readonly settleRequests: number;
  readonly connections: number;
  /** The share of processor time, 0 to 1, from which on other programs make the trials of a block invalid. */
  readonly othersInvalidFrom: number;
  readonly warmupRequestsPerReplica: number;
  readonly credentials: number;
  readonly ledgerRequests: number;
  readonly pacedBlocks: number;
  readonly pacedPerSecond: number;
  readonly pacedSeconds: number;
  /** Against the balancer alone, in each of a few windows. */
  readonly ceilingRequests: number;
  /** Round-trip sweep: points of every arm at every delay, in blocks. */
  readonly rttBlocks: number;
  /** Of one point, one after the other. */
  readonly rttRequests: number;
  readonly rttPings: number;
  readonly rttLongestEachWayMs: number;
  readonly rttWarmupRequests: number;
  /** Whose slope is fitted, by name with blanks between; `all`: each contender that this experiment measures. */
  readonly rttContenders: string;
  /** Further algorithms and libraries, the first so many of six. */
  readonly rttVariants: number;
  /** Of the surface of algorithm, library and concurrency; 0 leaves it out. */
  readonly surfaceBlocks: number;
  /** Live credentials of each of its arms, and of those that are asked with first-seen tokens. */
  readonly surfaceCredentials: number;
  /** Of the curve of first-seen tokens; 0 leaves it out. */
  readonly firstSeenBlocks: number;
}

const trial = {
  // By experiment: in equal time, windows of 60 to 120 requests gave the narrowest intervals of 60 to 800, and more
  // connections widened them. Shorter ones spend most of their time on reading counters.
  requestsPerTrial: 120,
  settleRequests: 24,
  connections: 6,
  // A request to `floor` takes half the time of most others. Two windows give it as much measured time as they have,
  // and every contender is compared with it.
  floorTrialsPerBlock: 2,
  othersInvalidFrom: 0.2,
  pacedPerSecond: 400,
  rttLongestEachWayMs: 4,
} as const;

export const lookupPlans: ProfilePlans<LookupPlan> = {
  smoke: {
    ...trial,
    // Never: a smoke run prints no cost that other programs could spoil.
    othersInvalidFrom: 1,
    boots: 1,
    // Five blocks tell nothing of a rung: here the ladder climbs from contender to contender.
    ladderBoots: 0,
    floorTrialsPerBlock: 1,
    blocksPerBoot: 5,
    warmupRequestsPerReplica: 150,
    credentials: 50,
    ledgerRequests: 60,
    pacedBlocks: 2,
    pacedSeconds: 0.06,
    ceilingRequests: 500,
    rttBlocks: 2,
    rttRequests: 8,
    rttPings: 4,
    rttWarmupRequests: 60,
    // One that looks up and one that checks a signature. Starting all of them would take a sixth of a smoke run.
    rttContenders: 'sessions tokens-stateless',
    rttVariants: 0,
    surfaceBlocks: 0,
    surfaceCredentials: 50,
    firstSeenBlocks: 0,
  },
  default: {
    ...trial,
    boots: 3,
    // In each, so that all boots hold the same arms.
    ladderBoots: 3,
    blocksPerBoot: 27,
    // As replicas optimise early (`bench/run/lab.ts`), costs are flat from 2,000 requests per replica on.
    warmupRequestsPerReplica: 2500,
    credentials: 250,
    ledgerRequests: 300,
    // 1,100 requests of each arm: all together carry a p99, also without the trial that a busy machine spoils.
    pacedBlocks: 11,
    pacedSeconds: 0.25,
    ceilingRequests: 2000,
    rttBlocks: 4,
    rttRequests: 16,
    rttPings: 6,
    rttWarmupRequests: 1500,
    rttContenders: 'all',
    rttVariants: 6,
    // 43 s in all, of which 28 s start and warm up its 20 arms.
    surfaceBlocks: 10,
    surfaceCredentials: 100,
    // 12 s in all, of which half log in.
    firstSeenBlocks: 12,
  },
  full: {
    ...trial,
    // Starts of the same code differ by a percent or two: many boots narrow an interval, many blocks of one do not.
    boots: 16,
    ladderBoots: 16,
    blocksPerBoot: 60,
    warmupRequestsPerReplica: 2500,
    credentials: 1000,
    ledgerRequests: 2000,
    pacedBlocks: 50,
    // 100 requests: a trial then carries its p90.
    pacedSeconds: 0.25,
    ceilingRequests: 5000,
    rttBlocks: 30,
    rttRequests: 30,
    rttPings: 8,
    rttWarmupRequests: 5000,
    rttContenders: 'all',
    rttVariants: 6,
    surfaceBlocks: 40,
    surfaceCredentials: 500,
    firstSeenBlocks: 40,
  },
};

/** Measured on two cores: an arm of three replicas and its store until it is ready, and one request of a warm-up. */
const startArmMs = 700;
const warmupRequestMs = 0.27;
/** Arms that only the ladder needs. */
const ladderArms = 3;
/** Of the surface, with one replica each, and the trials of one of its blocks. */
const surfaceArms = 20;
const surfaceTrials = 28;

/** Of a login, of which each first-seen token needs one, and of the trials of a block. */
const loginMs = 1.2;
const firstSeenTrials = 5;

function firstSeenMs(plan: LookupPlan): number {
  const { firstSeenBlocks, surfaceCredentials, warmupRequestsPerReplica, requestsPerTrial } = plan;
  if (firstSeenBlocks === 0) return 0;
  const arm = 600 + loginMs * (surfaceCredentials + warmupRequestsPerReplica / 2);
  const block = firstSeenTrials * 58 + loginMs * 1.6 * requestsPerTrial;
  return 2 * (arm + warmupRequestMs * warmupRequestsPerReplica) + firstSeenBlocks * block;
}

/** Expected milliseconds of each phase, on two cores, for the time left on the screen. */
export function lookupPhases(plan: LookupPlan, arms: number): [string, number][] {
  const { boots, credentials, warmupRequestsPerReplica, blocksPerBoot } = plan;
  const armsOfBoots = arms * boots + ladderArms * plan.ladderBoots;
  // Of `floor` and its copy.
  const extraFloors = 2 * boots * (plan.floorTrialsPerBlock - 1);
  // The run has started the arms of the first boot.
  const started = armsOfBoots - arms;
  const chosen = plan.rttContenders === 'all' ? arms - 1 : plan.rttContenders.split(' ').length;
  const swept = chosen + plan.rttVariants;
  const points = 4 * swept * plan.rttBlocks;
  return [
    [
      'lookup: warming up',
      startArmMs * started +
        armsOfBoots * (credentials + 3 * warmupRequestMs * warmupRequestsPerReplica),
    ],
    ['lookup: blocks', (armsOfBoots + extraFloors) * blocksPerBoot * 50],
    ['lookup: latency at an equal rate', arms * 1100 * plan.pacedSeconds * plan.pacedBlocks],
    ['lookup: counted work', 5000 + arms * plan.ledgerRequests],
    [
      'lookup: surface',
      plan.surfaceBlocks === 0
        ? 0
        : surfaceArms *
            (600 + plan.surfaceCredentials + warmupRequestMs * warmupRequestsPerReplica) +
          plan.surfaceBlocks * surfaceTrials * 58,
    ],
    ['lookup: first-seen tokens', firstSeenMs(plan)],
    [
      'lookup: round trips',
      swept * (600 + warmupRequestMs * plan.rttWarmupRequests) +
        points * (4 * plan.rttPings + 2.5 * plan.rttRequests),
    ],
  ];
}
