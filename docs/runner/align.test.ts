import { describe, expect, test } from 'vitest';
import { align, difference, isEqual } from './align.ts';
import { compileLine } from './pattern.ts';

const steps = (shown: readonly string[], actual: readonly string[]) =>
  align(shown.map(compileLine), actual);

describe('shown and real output', () => {
  test.for([
    [[], []],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [['...'], []],
    [['...'], ['a', 'b']],
    [
      ['a', '...', 'd'],
      ['a', 'b', 'c', 'd'],
    ],
    [
      ['a', '...', 'd'],
      ['a', 'd'],
    ],
    [
      ['...', '{n}', '...'],
      ['a', '1', 'b'],
    ],
  ] as const)('%j equals %j', ([shown, actual]) => {
    expect(isEqual(steps(shown, actual))).toBe(true);
  });

  test.for([
    [['a'], []],
    [[], ['a']],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
    [
      ['a', '...', 'd'],
      ['a', 'b', 'c'],
    ],
    [['a', '...'], ['b']],
  ] as const)('%j differs from %j', ([shown, actual]) => {
    expect(isEqual(steps(shown, actual))).toBe(false);
  });

  test('are shown to differ in as few lines as possible', () => {
    expect(difference(steps(['a', 'b', 'c', '...'], ['a', 'c', 'd']))).toEqual([
      '  a',
      '- b',
      '  c',
      '  ...',
    ]);
    expect(difference(steps(['200', '401'], ['200', '200']))).toEqual(['  200', '- 401', '+ 200']);
  });
});
