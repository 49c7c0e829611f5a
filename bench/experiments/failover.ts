import { takesPart } from '../../infra/contenders/contenders.ts';
import { StackError } from '../../infra/stack/errors.ts';
import type { Stack, StackDriver } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { openPacer } from '../load/pace.ts';
import type { FailoverResult, FailoverTrial } from '../result/failover.ts';
import { orInterrupted } from '../run/ending.ts';
import type { Lab } from '../run/lab.ts';
import type { ExperimentContext } from './context.ts';
import { cellsOf, cellsWithoutFault } from './failover/cells.ts';
import {
  describeFault,
  type FaultForm,
  nameOf,
  type StackNeed,
  type Target,
} from './failover/fault.ts';
import { type FinishedCells, openFinishedCells } from './failover/finished-cells.ts';
import { LabNotHealthy } from './failover/health.ts';
import { invariantsOf } from './failover/invariants.ts';
import { type FailoverPlan, formsOfPlan } from './failover/plan.ts';
import { accountsPerTrial } from './failover/populations.ts';
import { summariseFailover, tradeOffOf } from './failover/summary.ts';
import { breakArms } from './failover/trial.ts';

/**
 * Load accounts of this experiment begin here, above those of every other experiment on the same stack. The presets of
 * the revocation begin here too; they run on a stack of their own, with a Redis of its own.
 */
const firstAccount = 200_000;

/** Faults that need the same stack are injected together: the shared one first, because it is there. */
const needs: readonly StackNeed[] = ['shared', 'linked', 'replicated'];

/** What users see and what attackers get: one fault at a time, every contender in the same moment. */
export async function runFailover(context: ExperimentContext): Promise<FailoverResult> {
  const { plan, lab } = context;
  const { driver, balancer } = lab.stack;
  const { faults } = faultsOn(driver, plan.failover);
  const broken = await breakEverything(context, faults);
  return failoverResultOf(broken, plan.failover, { driver, settings: balancer.settings });
}

/** The faults of a plan that this driver can inject, and those that it cannot, with the reason. */
function faultsOn(driver: StackDriver, plan: Pick<FailoverPlan, 'faults'>) {
  const wanted = formsOfPlan(plan);
  const faults = wanted.filter((fault) => fault.drivers?.includes(driver) ?? true);
  const skipped = wanted
    .filter((fault) => !faults.includes(fault))
    .map(({ fault, variant, drivers = [] }) => ({
      fault,
      variant,
      because: `only the ${drivers.join(' or ')} driver can do it`,
    }));
  return { faults, skipped };
}

/** Everything that follows from the trials. Pure: `make verify` computes it again from the trials of a file. */
export function failoverResultOf(
  { trials, stopped }: Broken,
  plan: Pick<FailoverPlan, 'faults'>,
  stack: { readonly driver: StackDriver; readonly settings: Readonly<Record<string, string>> },
): FailoverResult {
  const { faults, skipped } = faultsOn(stack.driver, plan);
  const contenders = [...new Set(trials.map(({ contender }) => contender))];
  return {
    trials,
    summary: summariseFailover(inOrderOf(faults, trials)),
    faults: faults.map((fault) => describeFault(fault, stack.settings)),
    skipped,
    cells: [...cellsWithoutFault(contenders, trials), ...cellsOf(faults, contenders, trials)],
    invariants: invariantsOf(trials),
    stopped,
    tradeOff: tradeOffOf(trials),
  };
}

/** They were injected in random order; a reader wants the same order every time. */
function inOrderOf(
  faults: readonly FaultForm[],
  trials: readonly FailoverTrial[],
): FailoverTrial[] {
  return faults.flatMap((fault) => trials.filter((trial) => nameOf(trial) === nameOf(fault)));
}

interface Broken {
  readonly trials: FailoverTrial[];
  readonly stopped: string | null;
}

/** Every fault as often as planned, in random order. Stops at a lab that is not well; what was measured stays. */
async function breakEverything(
  context: ExperimentContext,
  faults: readonly FaultForm[],
): Promise<Broken> {
  const { plan, lab, random, screen, signal } = context;
  const labs = faultLabs(lab);
  const pacer = await openPacer();
  const cells = await finishedCellsOf(context);
  const trials: FailoverTrial[] = [];
  const total = faults.length * plan.failover.trialsPerFault;
  let done = 0;
  try {
    screen.phase('failover');
    for (const { fault, trial } of orderOf(faults, context)) {
      signal.throwIfAborted();
      screen.step(done, total);
      const finished =
        (await cells.read(nameOf(fault), trial)) ??
        // A fault takes up to half a minute: Ctrl-C does not wait for it.
        (await orInterrupted(
          signal,
          breakArms({
            target: await labs.open(fault.needs),
            pacer,
            fault,
            trial,
            plan: plan.failover,
            random: random.stream(`${nameOf(fault)} ${trial}`),
            firstAccount: firstAccount + done * accountsPerTrial,
          }),
        ));
      await cells.write(nameOf(fault), trial, finished);
      trials.push(...finished);
      done += 1;
    }
    return { trials, stopped: null };
  } catch (error) {
    if (!(error instanceof LabNotHealthy || error instanceof StackError)) throw error;
    screen.say(`failover stopped after ${done} of ${total}: ${error.message}`);
    return { trials, stopped: error.message };
  } finally {
    await pacer.close();
    await labs.close();
  }
}

/** By stack, then by trial, and in random order within: no fault always follows the same other one. */
function orderOf(faults: readonly FaultForm[], { plan, random }: ExperimentContext) {
  const numbers = Array.from({ length: plan.failover.trialsPerFault }, (_, index) => index);
  return needs.flatMap((need) =>
    numbers.flatMap((trial) =>
      random
        .shuffle(faults.filter((fault) => fault.needs === need))
        .map((fault) => ({ fault, trial })),
    ),
  );
}

function finishedCellsOf(context: ExperimentContext): Promise<FinishedCells> {
  const { plan, lab, runDirectory } = context;
  const arms = [...lab.stack.arms.keys()];
  const { driver } = lab.stack;
  return openFinishedCells(runDirectory, { plan: plan.failover, arms, driver });
}

/** The stacks on which faults are injected. Faults with the same need share one; only one of our own runs at a time. */
export function faultLabs(shared: Lab) {
  let own: { readonly need: StackNeed; readonly stack: Stack } | null = null;

  const close = async (): Promise<void> => {
    await own?.stack.stop();
    own = null;
  };

  return {
    close,
    async open(need: StackNeed): Promise<Target> {
      if (need === 'shared') return targetOf(shared.stack);
      // A standby is promoted once: the next time needs a new one.
      if (own?.need !== need || need === 'replicated') {
        await close();
        own = { need, stack: await startOwn(shared.stack, need) };
      }
      return targetOf(own.stack);
    },
  };
}

function startOwn(shared: Stack, need: StackNeed): Promise<Stack> {
  const { arms } = targetOf(shared);
  return startStack({
    driver: shared.driver,
    arms: arms.map(({ spec }) => ({ ...spec, storeLinks: true, standby: need === 'replicated' })),
  });
}

function targetOf(stack: Stack): Target {
  const arms = [...stack.arms.values()];
  return { stack, arms: arms.filter(({ spec }) => takesPart(spec.contender, 'failover')) };
}
