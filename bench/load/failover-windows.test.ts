import { describe, expect, test } from 'vitest';
import type { OutcomeClass } from '../result/failover.ts';
import { failoverWindows, type Outcome } from './outcome.ts';

/** 100 requests a second from 0 to 10 s, answered at once; the fault is at 2 s. */
const timing = { faultMs: 2_000, untilMs: 10_000, ratePerSecond: 100 };

/** All ok but for the named ones: intended time to class, and how long the answer took. */
function outcomes(exceptions: Readonly<Record<number, OutcomeClass>>, tookMs = 2): Outcome[] {
  return Array.from({ length: 1_000 }, (_, k) => {
    const intendedMs = k * 10;
    const exception = exceptions[intendedMs];
    return {
      class: exception ?? 'ok',
      intendedMs,
      doneMs: intendedMs + (exception === undefined ? 2 : tookMs),
    };
  });
}

describe('failoverWindows', () => {
  test('a fault that no request noticed was over at once', () => {
    expect(failoverWindows(outcomes({}), timing)).toEqual({
      detectionMs: null,
      errorWindowMs: null,
      recoveryMs: 0,
    });
  });

  test('three resets: from the first to the last, plus one period, and clean from then on', () => {
    const found = failoverWindows(
      outcomes({ 2050: 'reset', 2060: '5xx', 2120: 'refused' }),
      timing,
    );
    expect(found).toEqual({ detectionMs: 50, errorWindowMs: 80, recoveryMs: 130 });
  });

  test('recovery is the first clean second; a later failure widens the error window only', () => {
    const found = failoverWindows(
      outcomes({ 2050: 'reset', 2700: 'reset', 4000: 'timeout' }),
      timing,
    );
    // After 2,050 only 650 ms were clean; after 2,700 a whole second was.
    expect(found).toEqual({ detectionMs: 50, errorWindowMs: 1_960, recoveryMs: 710 });
  });

  test('a second that is cut by one slow answer is not clean, though no error', () => {
    const found = failoverWindows(outcomes({ 2050: 'reset', 2900: 'slow' }), timing);
    expect(found).toEqual({ detectionMs: 50, errorWindowMs: 10, recoveryMs: 910 });
  });

  test('slow answers alone are detected and recovered from without an error window', () => {
    expect(failoverWindows(outcomes({ 2300: 'slow' }), timing)).toEqual({
      detectionMs: 300,
      errorWindowMs: null,
      recoveryMs: 310,
    });
  });

  test('a retry that the balancer masked disturbs no user', () => {
    const found = failoverWindows(outcomes({ 2050: 'retried', 2060: 'retried' }), timing);
    expect(found).toEqual({ detectionMs: null, errorWindowMs: null, recoveryMs: 0 });
  });

  test('false accepts and false rejects are errors', () => {
    const found = failoverWindows(outcomes({ 2050: 'false-accept', 2100: 'false-reject' }), timing);
    expect(found).toEqual({ detectionMs: 50, errorWindowMs: 60, recoveryMs: 110 });
  });

  test('a disturbance that goes on until the end of the watch has not recovered', () => {
    const forever = Object.fromEntries(
      Array.from({ length: 750 }, (_, index) => [2_500 + index * 10, 'false-accept' as const]),
    );
    expect(failoverWindows(outcomes(forever), timing)).toEqual({
      detectionMs: 500,
      errorWindowMs: 7_500,
      recoveryMs: null,
    });
    // The last second of the watch must be clean as a whole.
    expect(failoverWindows(outcomes({ 9000: 'reset' }), timing).recoveryMs).toBeNull();
    expect(failoverWindows(outcomes({ 8990: 'reset' }), timing).recoveryMs).toBe(7_000);
  });

  test('a request in flight at the fault that fails by it is dated at the fault', () => {
    const found = failoverWindows(outcomes({ 1990: 'reset' }, 30), timing);
    expect(found).toEqual({ detectionMs: 0, errorWindowMs: 10, recoveryMs: 10 });
  });

  test('a failure that had ended before the fault is none of its doing', () => {
    const found = failoverWindows(outcomes({ 1500: 'reset' }), timing);
    expect(found).toEqual({ detectionMs: null, errorWindowMs: null, recoveryMs: 0 });
  });
});
