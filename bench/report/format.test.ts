import { describe, expect, test } from 'vitest';
import {
  atMost,
  bytes,
  count,
  duration,
  enumerate,
  estimate,
  figure,
  interval,
  milliseconds,
  name,
  percent,
  trialsOf,
  withInterval,
} from './format.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers as they are printed', () => {
  test.for([
    [0, '0'],
    [0.01234, '0.0123'],
    [0.5, '0.500'],
    [1.234, '1.23'],
    [123.4, '123'],
    [12_345.6, '12,346'],
    [-4, '−4.00'],
    [null, '–'],
    [Number.NaN, '–'],
  ] as const)('%s has three significant digits: %s', ([value, text]) => {
    expect(figure(value)).toBe(text);
  });

  test.for([
    [0, '0 %'],
    [0.01, '< 0.1 %'],
    [2.44, '2.4 %'],
    [-7.77, '−7.8 %'],
    [66.7, '67 %'],
    [null, '–'],
  ] as const)('%s percent is %s', ([value, text]) => {
    expect(plain(percent(value))).toBe(text);
  });

  test.for([
    [0.42, '0.42 ms'],
    [0.0004, '< 0.01 ms'],
    [-4.659, '−4.66 ms'],
    [999, '999 ms'],
    [1500, '1.50 s'],
    [905_000, '15 min 5 s'],
    [null, '–'],
  ] as const)('%s ms is %s', ([value, text]) => {
    expect(plain(milliseconds(value))).toBe(text);
  });

  test.for([
    [9000, '9 s'],
    [552_000, '9 min 12 s'],
    [3_600_000, '1 h 0 min'],
  ] as const)('%s ms last %s', ([value, text]) => {
    expect(plain(duration(value))).toBe(text);
  });

  test.for([
    [1.23456, 1.2134, 1.2561, '1.235 [1.213, 1.256]'],
    [2.803, 2.683, 2.929, '2.80 [2.68, 2.93]'],
    [1.597, 0.304, 8.393, '1.6 [0.3, 8.4]'],
    [0.0852, -86, 86.2, '0 [−86, 86]'],
    [-38.6, -162.4, 85.2, '−39 [−162, 85]'],
    [1963.4, 1809.2, 2116.1, '1,963 [1,809, 2,116]'],
    [-0.0001, -0.02, 0.02, '0.000 [−0.020, 0.020]'],
  ] as const)(
    '%d has the digits that its interval from %d to %d carries',
    ([value, low, high, text]) => {
      expect(withInterval(value, { low, high })).toBe(text);
    },
  );

  test('what has no interval says so', () => {
    expect(interval(null, 1.1)).toBe('–');
    expect(estimate(1.2345, { low: null, high: null })).toBe('1.235');
  });

  test.for([
    [2500, '2.50 s'],
    [64_100, '1 min 5 s'],
    [904_200, '15 min 5 s'],
  ] as const)('%i ms of promise are at most %s', ([value, text]) => {
    expect(plain(atMost(value))).toBe(text);
  });

  test('trials that failed stand beside those that count', () => {
    expect(trialsOf({ trials: 1000, invalid: 0 })).toBe('1,000');
    expect(trialsOf({ trials: 48, invalid: 2 })).toBe('48, 2 failed');
  });

  test('counts and bytes are separated by thousands', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect(plain(bytes(12_345.4))).toBe('12,345 B');
  });
});

describe('words', () => {
  test('are enumerated', () => {
    expect(enumerate([])).toBe('');
    expect(enumerate(['a'])).toBe('a');
    expect(enumerate(['a', 'b', 'c'])).toBe('a, b and c');
  });

  test('that are names cannot end their own marks', () => {
    expect(name('a`b')).toBe("`a'b`");
  });
});
