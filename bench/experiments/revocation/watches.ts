import { setTimeout as delay } from 'node:timers/promises';
import type { FinishedTrial, RunningTrial } from './trial.ts';

/** The trials whose fine part is over and that are still watched, thinly, for resurrections. */
export interface Watches {
  add(trial: RunningTrial): void;
  /** Ends those that have been watched long enough. */
  collect(): FinishedTrial[];
  /** Waits for the rest. */
  finishAll(): Promise<FinishedTrial[]>;
  /** Ends all at once, for a run that is broken off. */
  abandon(): void;
}

export function createWatches(watchMs: number, now: () => number): Watches {
  const running: RunningTrial[] = [];
  const collect = () => {
    const due = running.findIndex(({ ackMs }) => now() - ackMs < watchMs);
    return running.splice(0, due === -1 ? running.length : due).map((trial) => trial.finish());
  };
  return {
    add: (trial) => running.push(trial),
    collect,
    async finishAll() {
      const finished: FinishedTrial[] = [];
      while (running.length > 0) {
        await delay(10);
        finished.push(...collect());
      }
      return finished;
    },
    abandon: () => {
      for (const trial of running.splice(0)) trial.finish();
    },
  };
}
