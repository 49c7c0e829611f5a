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
  /** Where the run's files go. */
  readonly runDirectory: string;
  /** Whether what an earlier run has left there is taken as done. */
  readonly resume: boolean;
  /** Milliseconds since the run began, on a monotonic clock. */
  readonly sinceStartMs: () => number;
  /** Aborted by Ctrl-C: an experiment stops at the next trial. */
  readonly signal: AbortSignal;
}
