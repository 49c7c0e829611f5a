import { describe, expect, test } from 'vitest';
import {
  type Contender,
  contenderNamed,
  contenders,
} from '../../../infra/contenders/contenders.ts';
import { faultsThatLose } from '../../../infra/contenders/guarantee.ts';
import { askedListFailClosed, every, pinnedUsers, signatureOnly } from './contender-kinds.ts';
import { type Expecting, expectedOf } from './expectation.ts';
import { formsOf, nameOf } from './fault.ts';
import { expectationOf, faultForms, faultNamed, faultNames, faults, formsNamed } from './faults.ts';
import { failoverPlans, formsOfPlan } from './plan.ts';

const taking = contenders.filter(({ experiments }) => experiments.includes('failover'));

/** What copying the folder of a contender gives: another name, place and mark, and the card of the original. */
function copyOf(contender: Contender): Contender {
  const { folder, place } = contender;
  return { ...contender, contender: 'a-copy', folder: `${folder}-copy`, place: place + 500 };
}

describe('the fault matrix', () => {
  test('says of each contender in each fault, in each form, why it is expected and what that rests on', () => {
    const cells = faultForms.flatMap((form) =>
      taking.map(({ contender }) => expectationOf(form, contender)),
    );
    expect(taking.length).toBeGreaterThanOrEqual(10);
    expect(cells).toHaveLength(faultForms.length * taking.length);
    expect(cells.filter(({ reason, source }) => reason === '' || source === '')).toEqual([]);
  });

  test.for(taking)('expects of a copy of $contender what it expects of $contender', (contender) => {
    const cells = (each: Contender) =>
      faults.flatMap((fault) =>
        variantsOf(fault.name).map((variant) => expectedOf(fault, variant, each)),
      );
    expect(cells(copyOf(contender))).toEqual(cells(contender));
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

  test('expects of every contender that lets the revoked in only what its card says', () => {
    const letsIn = taking.filter((contender) => !signatureOnly(contender));
    for (const form of faultForms) {
      for (const { contender, guarantee } of letsIn) {
        const { expected } = expectationOf(form, contender);
        if (!expected.revoked.includes('accepted')) continue;
        expect(faultsThatLose(guarantee), `${contender} in ${nameOf(form)}`).toContain(form.fault);
      }
    }
  });
});

function variantsOf(name: string): readonly (string | null)[] {
  const forms = formsOf(faultNamed(name));
  return forms.length === 0 ? [null] : forms.map(({ variant }) => variant);
}

describe('the expectations of a fault', () => {
  const row = { outcome: {}, reason: 'because', source: 'a book' };
  const fault = (...kinds: readonly (typeof every)[]): Expecting => ({
    name: 'power-lost',
    expectations: kinds.map((kind) => ({ ...row, contenders: [kind] })),
  });

  test('that have no row for a contender are an error that names both', () => {
    const given = fault(pinnedUsers);
    expect(() => expectedOf(given, null, contenderNamed('tokens'))).toThrow(
      'expectations: 0 rows for tokens in power-lost, and there must be exactly one',
    );
  });

  test('that have two rows for a contender are an error that names both', () => {
    const given = fault(pinnedUsers, every);
    expect(() => expectedOf(given, 'dark', contenderNamed('sessions-sticky'))).toThrow(
      'expectations: 2 rows for sessions-sticky in power-lost:dark, and there must be exactly one',
    );
  });

  test('that have no row for a known kind of contender do not borrow that of the contender it builds on', () => {
    const given = fault(askedListFailClosed);
    expect(expectedOf(given, null, contenderNamed('tokens')).reason).toBe('because');
    expect(() => expectedOf(given, null, contenderNamed('tokens-fail-open'))).toThrow('0 rows');
  });

  test.for(taking)(
    'that forget $contender are an error, whichever fault forgets it',
    (contender) => {
      const forgotten = faults.flatMap((whole) => {
        const expectations = whole.expectations.map((each) => ({
          ...each,
          contenders: each.contenders.map(
            (kind) => (one: Contender) => one.contender !== contender.contender && kind(one),
          ),
        }));
        return variantsOf(whole.name).map((variant) => ({
          name: whole.name,
          variant,
          expectations,
        }));
      });
      expect(forgotten).toHaveLength(faultForms.length + 1);
      for (const { variant, ...given } of forgotten) {
        const form = nameOf({ fault: given.name, variant });
        expect(() => expectedOf(given, variant, contender)).toThrow(
          `0 rows for ${contender.contender} in ${form},`,
        );
      }
    },
  );

  /** No contender asks a list in Redis and goes on with old answers of it. */
  const whileRedisIsAway = 'serves-until-stale';

  test.for(['sameCheckAs', 'buildsOn'])(
    'that have no row for a new kind of contender take none from the contender in its %s',
    (key) => {
      const given = fault(signatureOnly);
      const tokens = contenderNamed('tokens');
      const strange = { ...tokens, contender: 'strange', whileRedisIsAway } as const;
      expect(() => expectedOf(given, null, { ...strange, [key]: 'tokens-stateless' })).toThrow(
        '0 rows for strange',
      );
    },
  );

  test('of one form do not apply to another', () => {
    const given: Expecting = {
      name: 'power-lost',
      expectations: [{ ...row, contenders: [every], variants: ['dark'] }],
    };
    expect(expectedOf(given, 'dark', contenderNamed('tokens')).source).toBe('a book');
    expect(() => expectedOf(given, 'dim', contenderNamed('tokens'))).toThrow('0 rows');
  });
});

describe('the faults', () => {
  test('have forms with names of their own', () => {
    const names = faultForms.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  test('are named by the cards of contenders only as they are called', () => {
    const named = contenders.flatMap(({ guarantee }) => faultsThatLose(guarantee));
    const names = faults.map(({ name }) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });

  test('can be chosen in all forms or in one; `none` cannot, because it is not injected', () => {
    expect(formsNamed('redis-full').map(nameOf)).toContain('redis-full:noeviction');
    expect(formsNamed('redis-full:noeviction')).toHaveLength(1);
    expect(faultNames).not.toContain('none');
    expect(() => formsNamed('none')).toThrow('no fault is called none');
  });

  test('the full profile injects all of them, and the default profile the core', () => {
    expect(formsOfPlan(failoverPlans.full)).toHaveLength(faultForms.length);
    expect(formsOfPlan(failoverPlans.default).map(nameOf)).toEqual([
      'replica-killed',
      'rolling-restart',
      'redis-frozen',
      'redis-restarted-empty',
      'replica-frozen',
    ]);
  });
});
