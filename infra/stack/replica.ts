import { storePassword } from './accounts.ts';
import type { RunContext } from './launch.ts';
import { portsOf } from './layout.ts';
import { type LinkControl, linkClient } from './link/client.ts';
import { createPart, type ProgramControl, statusOf } from './part.ts';
import { host } from './ports.ts';
import { replicaNames } from './replica-names.ts';
import type { ArmSpec, Moment, Replica } from './stack.ts';

/** What a driver can do to the address of a replica. */
export interface AddressControl {
  lose(): Promise<Moment>;
  regain(): Promise<Moment>;
}

/** What a driver brings for one replica. */
export interface ReplicaParts {
  readonly control: ProgramControl;
  readonly address: AddressControl;
  readonly keysDirectory: string;
}

const probeTimeoutMs = 1_000;
/** Longer than the replica's own deadline (DRAIN_DEADLINE_MS, 10 s), which ends the replica first. */
const drainTimeoutMs = 15_000;

/** The replicas of an arm. `linkControl` is that of its links, and `create` makes the program of each. */
export function createReplicas(
  { layout, secrets }: RunContext,
  spec: ArmSpec,
  linkControl: LinkControl,
  create: (name: string, index: number) => ReplicaParts,
): readonly Replica[] {
  const ports = portsOf(layout, spec.arm).replicas;
  const password = storePassword(spec.arm, secrets);
  return replicaNames(spec).map((name, index) => {
    const own = ports[index];
    if (own === undefined) throw new Error(`no ports for ${name}`);
    const url = `http://${host}:${own.public}`;
    const { control, address, keysDirectory } = create(name, index);
    const isReady = async () => (await statusOf(`${url}/readyz`, probeTimeoutMs)) === 200;
    return {
      ...createPart(name, control, isReady),
      url,
      metricsUrl: `http://${host}:${own.metrics}`,
      keysDirectory,
      storeLink: spec.storeLinks
        ? linkClient(name, linkControl, { host, port: own.link, password })
        : null,
      drain: () => control.end(drainTimeoutMs),
      startWith: (environment) => control.start(environment),
      loseAddress: () => address.lose(),
      regainAddress: () => address.regain(),
    };
  });
}
