import type { Ceiling, Cost } from '../result/lookup.ts';
import type { LookupTrial } from '../result/lookup-trial.ts';
import type { Gate } from '../result/run.ts';

/** The experiments that measure windows of load, with the same instruments. */
export type WindowExperiment = 'lookup' | 'sweeps';

/** Gates that look at the windows themselves, the load generator, the replicas' turns and the host. */
export function windowGates(trials: readonly LookupTrial[], experiment: WindowExperiment): Gate[] {
  return [
    { ...validTrialsGate(trials), experiment },
    { ...generatorGate(trials), experiment },
    { ...sharesGate(trials), experiment },
    { ...stealGate(trials), experiment },
  ];
}

type WindowGate = Omit<Gate, 'experiment'>;

/** The rule of the gates that count valid trials: one invalid trial warns, more than a tenth of them fail. */
export const allButOneInTen = 'all; at most one in ten may be left out of the figures';

function validTrialsGate(trials: readonly LookupTrial[]): WindowGate {
  const invalid = trials.filter(({ valid }) => !valid).length;
  return {
    gate: 'valid trials',
    status: invalid === 0 ? 'pass' : invalid > trials.length * 0.1 ? 'fail' : 'warn',
    measured: `${trials.length - invalid} of ${trials.length}`,
    limit: allButOneInTen,
    detail:
      'a trial with an unexpected answer, with a desynchronised connection, or beside other programs that took a fifth of the processors is kept in the file and left out of the figures',
  };
}

const isIdleEnough = (utilization: number) => utilization < 0.8;

/** Judges the share of time, 0 to 1, that the generator's event loop was busy. k6 asks to keep 20 % idle. */
export function generatorStatus(utilization: number): Gate['status'] {
  if (isIdleEnough(utilization)) return 'pass';
  return utilization < 0.95 ? 'warn' : 'fail';
}

function generatorGate(trials: readonly LookupTrial[]): WindowGate {
  // The median of each arm: a single window of some milliseconds says nothing about a generator.
  const arms = [...Map.groupBy(trials, ({ arm }) => arm).values()].map(medianUtilization);
  const busiest = Math.max(0, ...arms);
  return {
    gate: 'generator not saturated',
    status: generatorStatus(busiest),
    measured: `busy ${told(100 * busiest, 0, (percent) => isIdleEnough(percent / 100))} % of the time with the arm that keeps it busiest`,
    limit: 'under 80 % of its event loop',
    detail: 'a busy generator limits throughput and lengthens latency; CPU per request stands',
  };
}

function medianUtilization(trials: readonly LookupTrial[]): number {
  const sorted = trials
    .map(({ generatorUtilization }) => generatorUtilization)
    .sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

export function ceilingGate(costs: readonly Cost[], ceiling: Ceiling | null): Gate {
  const fastest = Math.max(0, ...costs.map(({ requestsPerSecond }) => requestsPerSecond ?? 0));
  const share = ceiling === null ? null : fastest / ceiling.requestsPerSecond;
  const leavesRoom = (percent: number) => percent <= 60;
  return {
    gate: 'room above the fastest arm',
    experiment: 'lookup',
    status: share !== null && leavesRoom(100 * share) ? 'pass' : 'warn',
    measured:
      share === null
        ? 'no ceiling in this run'
        : `${told(100 * share, 0, leavesRoom)} % of what generator and balancer reach alone`,
    limit: 'at most 60 %',
    detail:
      'the rate of the fast arms is partly that of the generator; their throughput and latency are understated, CPU per request stands',
  };
}

/** Round robin over few requests is exact to a request or two; a share that is off means a replica was left out. */
function sharesGate(trials: readonly LookupTrial[]): WindowGate {
  const off = trials.flatMap(({ replicaShares, requests }) => {
    const even = 1 / Math.max(1, replicaShares.length);
    // Two workers of nginx share one turn, and each window begins anywhere in it.
    const allowed = Math.max(0.02, 3 / Math.max(1, requests));
    return replicaShares.map((share) => Math.abs(share - even)).filter((gap) => gap > allowed);
  });
  const worst = Math.max(
    0,
    ...trials.flatMap(({ replicaShares }) =>
      replicaShares.map((share) => Math.abs(share - 1 / replicaShares.length)),
    ),
  );
  return {
    gate: 'even replicas',
    status: off.length === 0 ? 'pass' : 'warn',
    measured: `farthest from its share: ${(100 * worst).toFixed(1)} percentage points`,
    limit: 'within 2 points, or 3 requests of a window',
    detail: 'a replica that got more or fewer requests than its turn may have been out of rotation',
  };
}

function stealGate(trials: readonly LookupTrial[]): WindowGate {
  const shares = trials.flatMap(({ hostStealShare }) => hostStealShare ?? []);
  const steal =
    shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const isSmall = (percent: number) => percent < 2;
  return {
    gate: 'host steal',
    status: steal !== null && isSmall(100 * steal) ? 'pass' : 'warn',
    measured:
      steal === null ? 'cannot be read here' : `${told(100 * steal, 2, isSmall)} % of CPU time`,
    limit: 'under 2 %',
    detail: 'other guests of this host took CPU time; intervals are wider for it',
  };
}

/**
 * Whether the machine did anything else during the blocks. Disturbed windows move ratios and not only costs: the arms
 * share the processors with the other programs in different ways.
 */
export function quietGate(trials: readonly LookupTrial[]): Gate {
  const shares = trials.flatMap(({ otherProgramsShare }) => otherProgramsShare ?? []);
  const mean =
    shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  // In a smoke run, which prints no cost, they make no trial invalid.
  const spoils =
    mean !== null &&
    mean >= 0.2 &&
    trials.some(({ valid, otherProgramsShare }) => !valid && (otherProgramsShare ?? 0) >= 0.2);
  return {
    gate: 'quiet machine',
    experiment: 'lookup',
    status: mean !== null && mean < 0.05 ? 'pass' : spoils ? 'fail' : 'warn',
    measured:
      mean === null
        ? 'cannot be read here'
        : `other programs took ${told(100 * mean, 1, (percent) => percent < 5)} % of all processor time`,
    limit: 'under 5 %; a block from 20 % on is invalid',
    detail:
      'programs that are not the lab ran beside the blocks, and its ratios may not be those of a quiet machine',
  };
}

/**
 * The figure of a gate as text. It has more decimals where fewer would put it on the other side of its limit: a reader
 * who compares the two figures comes to the state that the gate has.
 *
 * @param decimals at least so many.
 * @param meets whether a value keeps to the limit.
 */
export function told(value: number, decimals: number, meets: (value: number) => boolean): string {
  const text = value.toFixed(decimals);
  return decimals >= mostDecimals || meets(Number(text)) === meets(value)
    ? text
    : told(value, decimals + 1, meets);
}

const mostDecimals = 6;
