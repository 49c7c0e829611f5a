import type { ExpectedOutcome } from '../../result/failover-cell.ts';
import { asBefore } from './expected/as-before.ts';
import { balancerExpectations } from './expected/balancer.ts';
import { configurationExpectations } from './expected/configuration.ts';
import type { Expectation } from './expected/expectation.ts';
import { fullStoreExpectations } from './expected/full-store.ts';
import { linkExpectations } from './expected/link.ts';
import { replicaExpectations } from './expected/replica.ts';
import { storeExpectations } from './expected/store.ts';
import { type Fault, nameOf } from './fault.ts';

/** The fault matrix: what we expect, written down before it is measured. A run compares it cell by cell. */
export const expectations: readonly Expectation[] = [
  ...replicaExpectations,
  ...storeExpectations,
  ...fullStoreExpectations,
  ...linkExpectations,
  ...balancerExpectations,
  ...configurationExpectations,
];

export interface ExpectedCell {
  readonly expected: ExpectedOutcome;
  readonly reason: string;
  readonly source: string;
}

/** Throws when the table has no row for the cell, or two: it is complete, and a test says so. */
export function expectationOf(
  fault: Pick<Fault, 'fault' | 'variant'>,
  contender: string,
): ExpectedCell {
  const rows = expectations.filter(
    (row) => row.faults.includes(nameOf(fault)) && row.contenders.includes(contender),
  );
  const [row] = rows;
  if (row === undefined || rows.length > 1) {
    throw new TypeError(`${rows.length} expectations for ${contender} in ${nameOf(fault)}`);
  }
  const { outcome, reason, source } = row;
  return { expected: { ...asBefore(contender), ...outcome }, reason, source };
}
