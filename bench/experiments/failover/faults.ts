import { type Fault, nameOf } from './fault.ts';
import { balancerFaults } from './faults/balancer.ts';
import { configurationFaults } from './faults/configuration.ts';
import { fullStoreFaults } from './faults/full-store.ts';
import { linkFaults } from './faults/link.ts';
import { replicaFaults } from './faults/replica.ts';
import { storeFaults } from './faults/store.ts';

/** Every fault that the lab can inject. The plan of a profile chooses by name. */
export const faults: readonly Fault[] = [
  ...replicaFaults,
  ...storeFaults,
  ...fullStoreFaults,
  ...linkFaults,
  ...balancerFaults,
  ...configurationFaults,
];

/** Throws for a name that no fault has: a mistake in a plan. */
export function faultNamed(name: string): Fault {
  const found = faults.find((fault) => nameOf(fault) === name);
  if (found === undefined) throw new TypeError(`no fault is called ${name}`);
  return found;
}
