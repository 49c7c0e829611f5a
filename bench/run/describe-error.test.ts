import { expect, test } from 'vitest';
import { describeError } from './describe-error.ts';

test('an error for people is its message, and what caused it', () => {
  const cause = new Error('the port is taken');
  const error = new Error('the lab did not start', { cause });
  expect(describeError(error)).toBe('the lab did not start\nbecause: the port is taken');
});

test('a mistake in the lab comes with where it was thrown', () => {
  const invalidLength = Number.POSITIVE_INFINITY;
  try {
    Array.from({ length: invalidLength });
  } catch (error) {
    expect(describeError(error)).toMatch(
      /RangeError: Invalid array length\n\s+at .*describe-error\.test/s,
    );
  }
  expect.assertions(1);
});

test('what is thrown and is no error is shown as it is', () => {
  expect(describeError('nothing')).toBe('nothing');
});
