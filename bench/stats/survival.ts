/**
 * Times until something ended, some of them only known to be longer than the watch (censored). The Kaplan-Meier
 * estimate (JASA 53, 1958) uses a censored time for as long as it was watched and never pretends that it ended then.
 */
export interface Duration {
  readonly ms: number;
  /** Had not ended at `ms`, when the watch did. */
  readonly censored: boolean;
}

/** The estimate after a moment at which something ended or a watch did. */
export interface SurvivalStep {
  readonly atMs: number;
  /** Still going on just before. */
  readonly atRisk: number;
  readonly ended: number;
  /** Watches that ended here: the ticks of the chart. */
  readonly censored: number;
  /** Estimated share that has ended by now: 1 minus survival. Without censoring this is the empirical distribution. */
  readonly endedShare: number;
}

/** In the order of time. Of equal times those that ended come first, as the estimate demands. */
export function survival(durations: readonly Duration[]): SurvivalStep[] {
  const groups = Map.groupBy(durations, ({ ms }) => ms);
  let atRisk = durations.length;
  let surviving = 1;
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([atMs, group]) => {
      const censored = group.filter((duration) => duration.censored).length;
      const ended = group.length - censored;
      surviving *= 1 - ended / atRisk;
      const step = { atMs, atRisk, ended, censored, endedShare: 1 - surviving };
      atRisk -= group.length;
      return step;
    });
}

/** The first moment by which at least this share has ended; null when the watch was too short to tell. */
export function survivalQuantile(steps: readonly SurvivalStep[], share: number): number | null {
  // The tolerance undoes the rounding of the product: 10 of 20 is half.
  return steps.find(({ endedShare }) => endedShare >= share - 1e-12)?.atMs ?? null;
}
