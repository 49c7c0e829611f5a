import { type Fault, nameOf } from './fault.ts';
import { balancerFaults } from './faults/balancer.ts';
import { configurationFaults } from './faults/configuration.ts';
import { fullStoreFaults } from './faults/full-store.ts';
import { linkFaults } from './faults/link.ts';
import { promotionFaults } from './faults/promotion.ts';
import { replicaFaults } from './faults/replica.ts';
import { storeFaults } from './faults/store.ts';

/** Every fault that the lab can inject. The plan of a profile chooses by name. */
export const faults: readonly Fault[] = [
  ...replicaFaults,
  ...storeFaults,
  ...fullStoreFaults,
  ...linkFaults,
  ...promotionFaults,
  ...balancerFaults,
  ...configurationFaults,
];

/** What a plan and the command line may name: a fault in all its forms, or one form. */
export const faultNames: readonly string[] = [
  ...new Set(faults.flatMap((fault) => [fault.fault, nameOf(fault)])),
];

/** Throws for a name that no fault has: a mistake in a plan. */
export function faultsNamed(name: string): readonly Fault[] {
  const found = faults.filter((fault) => fault.fault === name || nameOf(fault) === name);
  if (found.length === 0) throw new TypeError(`no fault is called ${name}`);
  return found;
}
