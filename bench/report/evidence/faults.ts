import { sum } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../result/failover.ts';
import type { FailoverCell, FaultName } from '../../result/failover-cell.ts';
import { counted, milliseconds } from '../format.ts';

/** A fault in one of its forms. */
export interface FaultForm {
  readonly fault: FaultName;
  readonly variant: string | null;
}

/** `redis-full` or `redis-full: allkeys-lru`. */
export function faultLabel({ fault, variant }: FaultForm): string {
  return variant === null ? fault : `${fault}: ${variant}`;
}

/** The label as part of an address in the page. */
export function faultSlug(form: FaultForm): string {
  return faultLabel(form).replace(/[^a-z0-9]+/gi, '-');
}

export function sameFault(one: FaultForm, other: FaultForm): boolean {
  return one.fault === other.fault && one.variant === other.variant;
}

/** The valid trials of one cell: one contender through one fault. */
export function trialsOf(
  failover: FailoverResult | null,
  cell: FailoverSummary | FailoverCell,
): FailoverTrial[] {
  return (failover?.trials ?? []).filter(
    (trial) => trial.valid && trial.contender === cell.contender && sameFault(trial, cell),
  );
}

/**
 * Requests of the last half second before a fault may still be under way when it comes: what is wrong with them may be
 * its doing. The row `none` of the matrix leaves them out too.
 */
const underWayMs = 500;

/**
 * Misjudged requests before the fault, in most of the trials: the contender's own way, not the fault's doing. A single
 * one, of a machine that stood still for a moment, makes no habit.
 */
export function misjudgesWithoutFault(trials: readonly FailoverTrial[]): boolean {
  return trials.filter(misjudgedBefore).length > trials.length / 2;
}

function misjudgedBefore({ buckets, bucketMs }: FailoverTrial): boolean {
  return buckets.some(
    ({ atMs, outcomes }) =>
      atMs + bucketMs <= -underWayMs &&
      (outcomes['false-accept'] ?? 0) + (outcomes['false-reject'] ?? 0) > 0,
  );
}

/** What became of the requests since the fault that have one thing in common. */
export interface RouteTally {
  readonly requests: number;
  /** With a 503 of the app: "not now". */
  readonly answered503: number;
  /** The balancer answered with an error, the connection broke, or no answer came. */
  readonly failedOtherwise: number;
}

/** The requests of a contender through a fault, by whether it asks Redis to answer them. */
export interface RedisNeed {
  readonly asks: RouteTally;
  readonly asksNot: RouteTally;
}

export function redisNeedOf(trials: readonly FailoverTrial[]): RedisNeed {
  const routes = trials.flatMap((trial) => trial.routes);
  const tally = (found: FailoverTrial['routes']): RouteTally => {
    const answered503 = sum(found, (route) => route.answered503);
    return {
      requests: sum(found, (route) => route.requests),
      answered503,
      failedOtherwise: sum(found, failedRequests) - answered503,
    };
  };
  return {
    asks: tally(routes.filter(({ asksRedis }) => asksRedis)),
    asksNot: tally(routes.filter(({ asksRedis }) => !asksRedis)),
  };
}

function failedRequests({ outcomes }: Pick<FailoverTrial, 'outcomes'>): number {
  const { '5xx': errors = 0, reset = 0, refused = 0, timeout = 0 } = outcomes;
  return errors + reset + refused + timeout;
}

export function failedIn({ answered503, failedOtherwise }: RouteTally): number {
  return answered503 + failedOtherwise;
}

/** How long after the fault a contender had recovered. `unharmed` is the text for one that lost nothing. */
export function recoveredText(
  { errorWindowMs, recoveryMs }: Pick<FailoverSummary, 'errorWindowMs' | 'recoveryMs'>,
  unharmed: string,
): string {
  if (errorWindowMs === null) return unharmed;
  return recoveryMs === null ? 'not seen' : milliseconds(recoveryMs);
}

/** How many cells cannot be told, and why; no sentence when there is none. */
export function untoldSentence(cells: readonly FailoverCell[]): string[] {
  const untold = cells.filter(({ cannotTell }) => cannotTell.length > 0).length;
  if (untold === 0) return [];
  return [
    `${counted(untold, 'cell')} of ${cells.length} cannot be told: answers were late or failed while the machine had no processor time to spare. The section on failover has the figure of each.`,
  ];
}

/**
 * One sentence for each fault and contender whose copy had to end: what requests with a credential got within the bound
 * that the card states, and what they got after it. All valid trials together.
 */
export function boundSentences(trials: readonly FailoverTrial[]): string[] {
  const tested = trials.flatMap(({ valid, contender, boundPhases, ...form }) =>
    valid && boundPhases !== null ? [{ contender, label: faultLabel(form), ...boundPhases }] : [],
  );
  const cells = Map.groupBy(tested, ({ contender, label }) => `${label} ${contender}`);
  return [...cells.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const heldMs = Math.min(...own.map((each) => each.heldMs));
    const within = phaseText(own.map((each) => each.within));
    const after = phaseText(own.map((each) => each.after));
    return `${first.contender} through ${first.label}, which held for ${milliseconds(heldMs)} or longer: within its bound of ${milliseconds(first.boundMs)} ${within}; after the bound ${after}.`;
  });
}

function phaseText(phases: readonly FailoverTrial['outcomes'][]): string {
  const requests = sum(phases, (outcomes) => sum(Object.values(outcomes), (each) => each));
  const failed = sum(phases, (outcomes) => failedRequests({ outcomes }));
  const accepted = sum(phases, (outcomes) => outcomes['false-accept'] ?? 0);
  const refused = sum(phases, (outcomes) => outcomes['false-reject'] ?? 0);
  const misjudged = [
    ...(accepted > 0 ? [`${accepted} revoked credentials were let in`] : []),
    ...(refused > 0 ? [`${refused} valid ones were refused`] : []),
  ];
  return [`${failed} of ${requests} requests failed`, ...misjudged].join(', ');
}
