import { expect, test } from 'vitest';
import { createAttempts } from './attempts.ts';

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
