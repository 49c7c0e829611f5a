import { createPart, type ProgramControl, statusOf } from './part.ts';
import type { Link, Moment, Replica } from './stack.ts';

export interface ReplicaFacts {
  readonly name: string;
  readonly arm: string;
  readonly contender: string;
  readonly url: string;
  readonly metricsUrl: string;
  readonly keysDirectory: string;
}

/** What a driver can do to the address of a replica. */
export interface AddressControl {
  lose(): Promise<Moment>;
  regain(): Promise<Moment>;
}

const probeTimeoutMs = 1_000;
/** Longer than the replica's own deadline (DRAIN_DEADLINE_MS, 10 s), which ends the replica first. */
const drainTimeoutMs = 15_000;

export function createReplica(
  facts: ReplicaFacts,
  control: ProgramControl,
  address: AddressControl,
  storeLink: Link | null,
): Replica {
  const isReady = async () => (await statusOf(`${facts.url}/readyz`, probeTimeoutMs)) === 200;
  return {
    ...createPart(facts.name, control, isReady),
    arm: facts.arm,
    contender: facts.contender,
    url: facts.url,
    metricsUrl: facts.metricsUrl,
    keysDirectory: facts.keysDirectory,
    storeLink,
    drain: () => control.end(drainTimeoutMs),
    startWith: (environment) => control.start(environment),
    loseAddress: () => address.lose(),
    regainAddress: () => address.regain(),
  };
}
