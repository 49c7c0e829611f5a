import { contenderNamed, contenders, isContender } from '../contenders/contenders.ts';
import { type PortUse, requireFree, reservePorts } from './ports.ts';
import { replicaNames } from './replica-names.ts';
import type { ArmSpec } from './stack.ts';
import { sentinelCount } from './standby.ts';

export interface ReplicaPorts {
  readonly public: number;
  readonly metrics: number;
  /** Of the fault proxy to the store; used with `storeLinks` only. */
  readonly link: number;
}

export interface ArmPorts {
  readonly balancer: number;
  readonly store: number;
  readonly replicas: readonly ReplicaPorts[];
  /** Of the second Redis; null without one. */
  readonly standby: number | null;
}

export interface Layout {
  readonly arms: ReadonlyMap<string, ArmPorts>;
  /** Control port of the process that holds all links; used by the native driver only. */
  readonly linkControl: number;
  /** None unless an arm has a standby. */
  readonly sentinels: readonly number[];
}

/**
 * First the balancer's ports: a contender has the same one, counted from the first, whichever others are started, so
 * that fixed ones can be remembered and written down. Then all others, one after the other.
 */
export function layOut(
  arms: readonly ArmSpec[],
  first: number,
): { layout: Layout; uses: readonly PortUse[]; count: number } {
  const uses: PortUse[] = [];
  let count = 1 + Math.max(...contenders.map(({ place }) => place));
  const use = (port: number, part: string): number => {
    uses.push({ port, part });
    return port;
  };
  const next = (part: string): number => {
    count += 1;
    return use(first + count - 1, part);
  };
  const balancerOf = (arm: string): number =>
    isContender(arm)
      ? use(first + contenderNamed(arm).place, `the balancer of ${arm}`)
      : next(`the balancer of ${arm}`);
  const balancers = new Map(arms.map(({ arm }) => [arm, balancerOf(arm)]));
  const linkControl = next('the control of the links');
  const ports = arms.map((spec): [string, ArmPorts] => {
    const { arm } = spec;
    const replicas = replicaNames(spec).map((name) => ({
      public: next(name),
      metrics: next(`the metrics of ${name}`),
      link: next(`the store link of ${name}`),
    }));
    const store = next(`${arm}-store`);
    const standby = spec.standby ? next(`${arm}-store-2`) : null;
    return [arm, { balancer: balancers.get(arm) ?? 0, store, replicas, standby }];
  });
  const sentinels = arms.some(({ standby }) => standby)
    ? Array.from({ length: sentinelCount }, (_, index) => next(`sentinel-${index + 1}`))
    : [];
  return { layout: { arms: new Map(ports), linkControl, sentinels }, uses, count };
}

/**
 * Ports that are free now. `release` gives back those that were reserved (`free`).
 * @throws StackError `port_taken`
 */
export async function chooseLayout(
  arms: readonly ArmSpec[],
  ports: 'free' | number,
): Promise<{ layout: Layout; release: () => void }> {
  const { first, release } =
    ports === 'free'
      ? await reservePorts(layOut(arms, 0).count, Math.random)
      : { first: ports, release: () => undefined };
  const { layout, uses } = layOut(arms, first);
  await requireFree(uses);
  return { layout, release };
}

export function portsOf({ arms }: Layout, arm: string): ArmPorts {
  const ports = arms.get(arm);
  if (ports === undefined) throw new Error(`no arm "${arm}" in this layout`);
  return ports;
}
