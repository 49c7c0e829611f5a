import type { FaultForm } from '../../bench/experiments/failover/fault.ts';
import { untilHealthy } from '../../bench/experiments/failover/health.ts';
import { type Credential, logIn } from '../../bench/load/credential.ts';
import type { Arm, Replica, Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { requireArm } from '../stack/running.ts';

/** One lab on which every fault can be injected. A fault is done to one arm, and must leave the others alone. */
export interface FaultLab {
  readonly stack: Stack;
  /** Tokens and a list in Redis, and a link before each replica: most faults are done to this arm. */
  readonly tokens: Arm;
  /** Sessions in Redis. Most faults spare this arm. */
  readonly sessions: Arm;
  /** Sessions in a Redis that has a standby and three sentinels. */
  readonly doubled: Arm;
  /** Signs a user in, of whom no other test knows, straight at one replica. */
  logInAt(replica: Replica): Promise<Credential>;
}

/** The steps of a fault, in the order in which a trial of the bench takes them. */
const steps = ['prepare', 'beforeRevoking', 'inject', 'heal', 'cleanUp'] as const;
type Step = (typeof steps)[number];

/** A fault that is about to be done to some arms. */
export interface FaultAtHand extends Readonly<Record<Step, () => Promise<void>>> {
  /** The arms for which the injection waited until they were idle. */
  readonly waitedFor: readonly string[];
  /** Heals, cleans up, and waits until these arms are as before. */
  undo(): Promise<void>;
}

export interface Trying extends FaultLab {
  readonly form: FaultForm;
  on(...arms: readonly Arm[]): FaultAtHand;
}

/** Goes through all steps of a fault and looks at what they did. Rejects when the fault missed what it is meant for. */
export type Check = (trying: Trying) => Promise<void>;

export async function startFaultLab(): Promise<FaultLab> {
  const half = { replicas: 2, storeLinks: true };
  const stack = await startStack({
    driver: 'native',
    arms: [
      { ...half, arm: 'tokens', contender: 'tokens' },
      { ...half, arm: 'sessions', contender: 'sessions' },
      { ...half, arm: 'doubled', contender: 'sessions', standby: true },
    ],
  });
  let accounts = 0;
  return {
    stack,
    tokens: requireArm(stack, 'tokens'),
    sessions: requireArm(stack, 'sessions'),
    doubled: requireArm(stack, 'doubled'),
    logInAt: ({ url }) => logIn(url, stack.loadAccount(accounts++)),
  };
}

/**
 * Runs the check of a fault. Afterwards every part of the lab must answer again, and the check must have taken every
 * step that the fault has.
 */
export async function tryFault(lab: FaultLab, form: FaultForm, check: Check): Promise<void> {
  const missing = new Set<Step>(steps.filter((step) => form[step] !== undefined));
  const begun: FaultAtHand[] = [];
  const on = (...arms: readonly Arm[]): FaultAtHand => {
    const fault = faultOn({ form, stack: lab.stack, arms }, (step) => missing.delete(step));
    begun.push(fault);
    return fault;
  };
  try {
    await check({ ...lab, form, on });
  } catch (error) {
    // The next fault needs a whole lab, and the reader the first error.
    for (const fault of begun) await fault.undo().catch(() => undefined);
    throw error;
  }
  if (missing.size > 0) throw new Error(`the check did not try: ${[...missing].join(', ')}`);
  await untilHealthy({ stack: lab.stack, arms: [...lab.stack.arms.values()] });
}

function faultOn(
  { form, stack, arms }: { form: FaultForm; stack: Stack; arms: readonly Arm[] },
  onStep: (step: Step) => void,
): FaultAtHand {
  const target = { stack, arms };
  const waitedFor: string[] = [];
  const quiet = async ({ spec }: Arm) => {
    waitedFor.push(spec.arm);
  };
  const take = (step: Step) => async () => {
    onStep(step);
    await form[step]?.({ ...target, quiet, note: () => undefined });
  };
  const [heal, cleanUp] = [take('heal'), take('cleanUp')];
  return {
    waitedFor,
    async prepare() {
      await take('prepare')();
      await untilHealthy(target);
    },
    beforeRevoking: take('beforeRevoking'),
    inject: take('inject'),
    heal,
    cleanUp,
    async undo() {
      await heal();
      await cleanUp();
      await untilHealthy(target);
    },
  };
}
