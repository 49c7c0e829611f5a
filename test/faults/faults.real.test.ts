import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameOf } from '../../bench/experiments/failover/fault.ts';
import { faultForms, faults } from '../../bench/experiments/failover/faults.ts';
import { balancerChecks } from './balancer-faults.ts';
import { type Check, type FaultLab, startFaultLab, tryFault } from './lab.ts';
import { redisChecks } from './redis-faults.ts';
import { replicaChecks } from './replica-faults.ts';

/** One check for each fault, by the name of its file: the fault reaches what it is meant for, and nothing else. */
const checks: Readonly<Record<string, Check>> = {
  ...replicaChecks,
  ...redisChecks,
  ...balancerChecks,
};

const possible = faultForms.filter(({ drivers }) => drivers?.includes('native') ?? true);
const impossible = faultForms.filter((form) => !possible.includes(form));

let lab: FaultLab;
beforeAll(async () => {
  lab = await startFaultLab();
}, 120_000);
afterAll(async () => lab?.stack.stop());

describe('a fault reaches what it is meant for, and nothing else, and is undone', () => {
  test.for(possible.map((form) => [nameOf(form), form] as const))('%s', async ([, form]) => {
    const check = checks[form.fault];
    if (check === undefined)
      throw new Error(`no check says whether ${form.fault} reaches anything`);
    await tryFault(lab, form, check);
  });

  for (const form of impossible) {
    test.skip(`${nameOf(form)} (skipped: only the ${form.drivers?.join(' or ')} driver can do it)`);
  }

  test('no check is left of a fault that is gone', () => {
    const names = faults.map(({ name }) => name);
    expect(Object.keys(checks).filter((name) => !names.includes(name))).toEqual([]);
  });
});
