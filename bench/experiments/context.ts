import type { Lab } from '../run/lab.ts';
import type { Screen } from '../run/screen.ts';
import type { Random } from '../stats/random.ts';
import type { Plan } from './plan.ts';

/** What every experiment is handed. */
export interface ExperimentContext {
  readonly plan: Plan;
  readonly lab: Lab;
  readonly random: Random;
  readonly screen: Screen;
  /** Where the run's files go. What the run has left there before it was interrupted is taken as done. */
  readonly runDirectory: string;
  /** Milliseconds since the run began, on a monotonic clock. */
  readonly sinceStartMs: () => number;
  /** Aborted by Ctrl-C: an experiment stops at the next trial. */
  readonly signal: AbortSignal;
}
