import { describe, expect, test } from 'vitest';
import { actionNames } from './card.ts';
import { contenderNamed, contenders } from './contenders.ts';
import { boundMsOf, faultsThatLose, guaranteeOf, logoutBoundMs, settingMs } from './guarantee.ts';

describe('a guarantee', () => {
  const { settings, guarantee } = contenderNamed('tokens-pushed');

  test('of an action is that of a logout, unless the action is an exception with a reason', () => {
    for (const action of actionNames) {
      const { revocation, because } = guaranteeOf(guarantee, action);
      expect(revocation.holds).toBe(action === 'demoted' ? 'expiry' : 'pushed');
      expect(because === null).toBe(action !== 'demoted');
    }
  });

  test.for([
    [{ holds: 'none' }, null],
    [{ holds: 'next-request' }, 0],
    [{ holds: 'pushed', within: 'STALENESS_BOUND_MS' }, 2000],
    [{ holds: 'cached', within: 'CREDENTIAL_TTL_SECONDS' }, 900_000],
    [{ holds: 'expiry', end: ['announced', 'CLOCK_TOLERANCE_SECONDS'] }, 65_000],
    [{ holds: 'expiry', end: ['CREDENTIAL_TTL_SECONDS'] }, 900_000],
  ] as const)(
    '%o has a bound of %s ms for a credential that announces 60 s',
    ([revocation, bound]) => {
      const given = 'end' in revocation ? { ...revocation, end: [...revocation.end] } : revocation;
      expect(boundMsOf({ settings }, given, 60_000)).toBe(bound);
    },
  );

  test('has no bound when it needs an end that the credential does not announce', () => {
    const revocation = { holds: 'expiry' as const, end: ['announced' as const] };
    expect(boundMsOf({ settings }, revocation, null)).toBeNull();
  });

  test('of a logout is what the failover experiment waits for', () => {
    const bounds = contenders.map((each) => [each.contender, logoutBoundMs(each)] as const);
    expect(Object.fromEntries(bounds)).toMatchObject({
      sessions: 0,
      'sessions-cached': 2000,
      'tokens-pushed': 2000,
      'tokens-stateless': null,
      floor: null,
    });
  });

  test('a setting that the card lacks is an error and never zero', () => {
    expect(() => settingMs(settings, 'JWKS_MAX_AGE_MS')).toThrow('holds no number');
  });

  test('says in which faults a revocation may be lost', () => {
    expect(faultsThatLose(contenderNamed('tokens').guarantee)).toEqual([
      'redis-restarted-empty',
      'redis-flushed',
      'redis-full',
      'redis-failover',
    ]);
  });
});
