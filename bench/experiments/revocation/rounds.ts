import { setTimeout as delay } from 'node:timers/promises';
import { contenderNamed } from '../../../infra/contenders/contenders.ts';
import type { Arm } from '../../../infra/stack/stack.ts';
import type { RevocationResult, RevocationTrial } from '../../result/revocation.ts';
import type { NotMeasured } from '../../result/revocation-findings.ts';
import type { ExperimentContext } from '../context.ts';
import { type RevokingAction, revokingActions } from './actions.ts';
import { createAttempts, failedTrial } from './attempts.ts';
import { createCurveCollector } from './curve.ts';
import { type FinishedTrial, type RunningTrial, startTrial } from './trial.ts';

/** Load accounts of the trials begin here, apart from those of the other experiments. */
const firstAccount = 100_000;

interface Cell {
  readonly arm: Arm;
  readonly action: RevokingAction;
}

/** Every contender with every action, in random order in every round. */
export async function measureRounds(
  context: ExperimentContext,
  arms: readonly Arm[],
): Promise<Pick<RevocationResult, 'trials' | 'staleCurves' | 'notMeasured'>> {
  const { plan, lab, random, screen, signal } = context;
  const { logoutTrials, otherTrials, watchMs, thinWatchMs } = plan.revocation;
  const { cells, notMeasured } = cellsOf(arms);
  const trialsOf = ({ action }: Cell) => (action.action === 'logout' ? logoutTrials : otherTrials);
  const total = cells.reduce((sum, cell) => sum + trialsOf(cell), 0);
  const watches = createWatches(thinWatchMs, () => performance.now());
  const collector = createCurveCollector();
  const trials: RevocationTrial[] = [];
  const keep = (finished: readonly FinishedTrial[]) => {
    for (const each of finished) {
      trials.push(each.trial);
      collector.add(each);
    }
  };
  const admin = lab.stack.adminAccount();
  const attempts = createAttempts('revocation');
  let started = 0;
  try {
    for (let trial = 0; trial < Math.max(logoutTrials, otherTrials); trial++) {
      for (const cell of random.shuffle(cells.filter((each) => trial < trialsOf(each)))) {
        signal.throwIfAborted();
        const account = lab.stack.loadAccount(firstAccount + started);
        const load = { ...cell, account, admin, trial, watchMs, random };
        const attempt = await attempts.make(() => startTrial(load));
        if (attempt.ok) watches.add(attempt.value);
        else trials.push(failedTrial(load, attempt.reason));
        started += 1;
        keep(watches.collect());
      }
      screen.step(started, total);
      // Lets the screen and the signal through.
      await delay(0);
    }
    keep(await watches.finishAll());
  } finally {
    watches.abandon();
  }
  return { trials, staleCurves: collector.curves(), notMeasured };
}

function cellsOf(arms: readonly Arm[]) {
  const cells: Cell[] = [];
  const notMeasured: NotMeasured[] = [];
  for (const arm of arms) {
    const contender = contenderNamed(arm.spec.contender);
    for (const action of revokingActions) {
      const hindrance = action.unless?.(contender) ?? null;
      const names = { contender: contender.contender, action: action.action };
      if (hindrance === null) cells.push({ arm, action });
      else notMeasured.push({ ...names, ...hindrance });
    }
  }
  return { cells, notMeasured };
}

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
