import { replicaNames } from '../replica-names.ts';
import type { ArmSpec } from '../stack.ts';
import { freePorts, type PortUse, requireFree } from './ports.ts';

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
}

export interface Layout {
  readonly arms: ReadonlyMap<string, ArmPorts>;
  /** Control port of the process that holds all links. */
  readonly linkControl: number;
}

/**
 * Ports one after the other: first the balancer's, in the order of the arms, so that fixed ones are easy to remember;
 * then all others.
 */
export function layOut(
  arms: readonly ArmSpec[],
  first: number,
): { layout: Layout; uses: readonly PortUse[] } {
  const uses: PortUse[] = [];
  const next = (part: string): number => {
    const port = first + uses.length;
    uses.push({ port, part });
    return port;
  };
  const balancers = new Map(arms.map(({ arm }) => [arm, next(`the balancer of ${arm}`)]));
  const linkControl = next('the control of the links');
  const ports = arms.map((spec): [string, ArmPorts] => {
    const { arm } = spec;
    const replicas = replicaNames(spec).map((name) => ({
      public: next(name),
      metrics: next(`the metrics of ${name}`),
      link: next(`the store link of ${name}`),
    }));
    return [arm, { balancer: balancers.get(arm) ?? 0, store: next(`${arm}-store`), replicas }];
  });
  return { layout: { arms: new Map(ports), linkControl }, uses };
}

/** Ports that are free now. @throws StackError `port_taken` */
export async function chooseLayout(
  arms: readonly ArmSpec[],
  ports: 'free' | number,
): Promise<Layout> {
  const count = layOut(arms, 0).uses.length;
  const first = ports === 'free' ? await freePorts(count, Math.random) : ports;
  const { layout, uses } = layOut(arms, first);
  await requireFree(uses);
  return layout;
}

export function portsOf({ arms }: Layout, arm: string): ArmPorts {
  const ports = arms.get(arm);
  if (ports === undefined) throw new Error(`no arm "${arm}" in this layout`);
  return ports;
}
