import { derivedAccount, type Secrets } from './accounts.ts';
import type { Arm, ArmSpec, Balancer, Replica, Stack, StackFacts, Store } from './stack.ts';

export interface StackParts {
  readonly arms: readonly Arm[];
  readonly balancer: Balancer;
  readonly secrets: Secrets;
  readonly facts: StackFacts;
  /** Ends all processes and removes the files. */
  readonly end: () => Promise<void>;
}

export function assembleArm(
  spec: ArmSpec,
  balancer: Balancer,
  replicas: readonly Replica[],
  store: Store,
): Arm {
  return { spec, url: balancer.url(spec.arm), replicas, store };
}

/** The stack that callers see, from what a driver has started. */
export function assembleStack({ arms, balancer, secrets, facts, end }: StackParts): Stack {
  let ended: Promise<void> | null = null;
  return {
    driver: facts.driver,
    arms: new Map(arms.map((arm) => [arm.spec.arm, arm])),
    balancer,
    facts: async () => facts,
    loadAccount: (index) => derivedAccount(`load-${index}`, secrets),
    adminAccount: () => derivedAccount('lab-admin', secrets),
    stop() {
      ended ??= end();
      return ended;
    },
  };
}
