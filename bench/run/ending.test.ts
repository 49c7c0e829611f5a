import { describe, expect, test } from 'vitest';
import { describeError, orInterrupted } from './ending.ts';

const never = new Promise<never>(() => undefined);

describe('orInterrupted', () => {
  test('gives what the work gives, and what it throws', async () => {
    const { signal } = new AbortController();
    await expect(orInterrupted(signal, Promise.resolve(7))).resolves.toBe(7);
    await expect(orInterrupted(signal, Promise.reject(new Error('broke')))).rejects.toThrow(
      'broke',
    );
  });

  test('does not wait for the work once it is interrupted', async () => {
    const controller = new AbortController();
    const outcome = orInterrupted(controller.signal, never);
    controller.abort(new Error('stopped by SIGINT'));
    await expect(outcome).rejects.toThrow('stopped by SIGINT');
  });

  test('a signal that came before counts too', async () => {
    const signal = AbortSignal.abort(new Error('stopped before'));
    await expect(orInterrupted(signal, never)).rejects.toThrow('stopped before');
  });

  test('work that fails after the interruption is no unhandled rejection', async () => {
    const controller = new AbortController();
    const work = Promise.withResolvers<never>();
    const outcome = orInterrupted(controller.signal, work.promise);
    controller.abort(new Error('stopped'));
    await expect(outcome).rejects.toThrow('stopped');
    // Vitest fails the run over a rejection that nobody handles.
    work.reject(new Error('its process was ended'));
  });
});

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
    expect(describeError(error)).toMatch(/RangeError: Invalid array length\n\s+at .*ending\.test/s);
  }
  expect.assertions(1);
});

test('what is thrown and is no error is shown as it is', () => {
  expect(describeError('nothing')).toBe('nothing');
});
