import { expect, test } from 'vitest';
import type { Arm } from '../../../infra/stack/stack.ts';
import { revocationTrialSchema } from '../../result/revocation.ts';
import { revokingActions } from './actions.ts';
import { createAttempts, failedTrial } from './attempts.ts';
import { summariseRevocation } from './summary.ts';

const fail = () => Promise.reject(new Error('the login was answered 503'));
const succeed = () => Promise.resolve(1);

test('a failure is an attempt with its reason', async () => {
  const attempts = createAttempts('logouts');
  expect(await attempts.make(fail)).toEqual({ ok: false, reason: 'the login was answered 503' });
  expect(await attempts.make(succeed)).toEqual({ ok: true, value: 1 });
});

test('too many failures in a row end the series with what failed and why', async () => {
  const attempts = createAttempts('logouts', 3);
  await attempts.make(fail);
  await attempts.make(fail);
  await expect(attempts.make(fail)).rejects.toThrow(
    'logouts: 3 trials in a row failed, the last because the login was answered 503',
  );
});

test('a success in between begins the count anew', async () => {
  const attempts = createAttempts('logouts', 2);
  for (let round = 0; round < 5; round++) {
    expect((await attempts.make(fail)).ok).toBe(false);
    expect((await attempts.make(succeed)).ok).toBe(true);
  }
});

test('a trial that could not be made stands in the file with its reason, and in no figure', () => {
  const arm: Pick<Arm, 'spec'> = { spec: { arm: 'tokens', contender: 'tokens' } };
  const [action] = revokingActions;
  if (action === undefined) throw new TypeError('there are actions');
  const trial = failedTrial({ arm, action, trial: 3 }, 'the login was answered 503');
  expect(revocationTrialSchema.parse(trial)).toMatchObject({
    contender: 'tokens',
    trial: 3,
    valid: false,
    invalidBecause: ['it could not be made: the login was answered 503'],
  });
  expect(summariseRevocation([trial])).toEqual([]);
});
