import { derivedAccount, type Secrets } from './accounts.ts';
import type {
  Arm,
  ArmSpec,
  Balancer,
  Replica,
  Stack,
  StackFacts,
  Standby,
  Store,
} from './stack.ts';

export interface StackParts {
  readonly arms: readonly Arm[];
  readonly balancer: Balancer;
  readonly secrets: Secrets;
  readonly facts: StackFacts;
  /** Default: none. */
  readonly standbys?: ReadonlyMap<string, Standby>;
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
export function assembleStack(parts: StackParts): Stack {
  const { arms, balancer, secrets, facts, standbys = new Map(), end } = parts;
  let ended: Promise<void> | null = null;
  return {
    driver: facts.driver,
    arms: new Map(arms.map((arm) => [arm.spec.arm, arm])),
    balancer,
    standbys,
    facts: async () => facts,
    loadAccount: (index) => derivedAccount(`load-${index}`, secrets),
    adminAccount: () => derivedAccount('lab-admin', secrets),
    stop() {
      ended ??= end();
      return ended;
    },
  };
}
