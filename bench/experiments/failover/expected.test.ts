import { describe, expect, test } from 'vitest';
import { contenders, takesPart } from '../../../infra/contenders/contenders.ts';
import { faultName } from '../../result/fault-name.ts';
import { allContenders } from './expected/expectation.ts';
import { expectationOf, expectations } from './expected.ts';
import { nameOf } from './fault.ts';
import { faults } from './faults.ts';
import { failoverPlans, faultsOf } from './plan.ts';

describe('the fault matrix', () => {
  test('has exactly one expectation for each fault, in each form, and each contender', () => {
    const cells = faults.flatMap((fault) =>
      allContenders.map((contender) => expectationOf(fault, contender)),
    );
    expect(cells).toHaveLength(faults.length * allContenders.length);
  });

  test('knows every contender that takes part in the failover', () => {
    const taking = contenders.map(({ contender }) => contender);
    expect(allContenders).toEqual(
      expect.arrayContaining(taking.filter((name) => takesPart(name, 'failover'))),
    );
  });

  test('says of each expectation why, and what that rests on', () => {
    const silent = expectations.filter(({ reason, source }) => reason === '' || source === '');
    expect(silent).toEqual([]);
  });

  test('expects valid users to be served and revoked credentials to be refused when nothing is broken', () => {
    const { expected } = expectationOf({ fault: 'none', variant: null }, 'sessions');
    expect(expected).toEqual({
      users: ['served'],
      revoked: ['refused'],
      redisFree: ['served'],
      lasting: [false],
    });
  });
});

describe('the faults', () => {
  test('have names of their own', () => {
    const names = faults.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  test('are all those that the design names', () => {
    const injectable = new Set(faults.map(({ fault }) => fault));
    const missing = faultName.options.filter((name) => name !== 'none' && !injectable.has(name));
    expect(missing).toEqual([]);
  });

  test('the full profile injects all of them, and the default profile the core', () => {
    expect(faultsOf(failoverPlans.full)).toHaveLength(faults.length);
    expect(faultsOf(failoverPlans.default).map(nameOf)).toEqual([
      'replica-killed',
      'rolling-restart',
      'redis-frozen',
      'redis-restarted-empty',
      'replica-frozen',
    ]);
  });
});
