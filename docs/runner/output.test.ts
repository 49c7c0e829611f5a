import { describe, expect, test } from 'vitest';
import { align, difference, isEqual } from './align.ts';
import { compileLine } from './pattern.ts';
import { updateOutput } from './update.ts';

const matches = (shown: string, actual: string) => compileLine(shown).match(actual) !== null;

describe('a line of shown output', () => {
  test.for([
    ['200 sessions-1', '200 sessions-1'],
    ['a.b*c (d) [e] $f', 'a.b*c (d) [e] $f'],
    ['{"subject":"alice"}', '{"subject":"alice"}'],
    ['name   12', '  name 12   '],
    ['HTTP/1.1 ... OK', 'HTTP/1.1 200 OK'],
    ['took {ms} ms', 'took 12.5 ms'],
    ['took {ms<=50} ms', 'took 50 ms'],
    ['took {ms<50} ms', 'took 49.9 ms'],
    ['{n>=3} of {n=2..4}', '3 of 4'],
    ['"jti":"{uuid}"', '"jti":"0f8fad5b-d9cb-469f-a165-70867728950e"'],
    ['{time}', '2026-11-22T03:00:00.000Z'],
    ['{nonsense}', '{nonsense}'],
  ] as const)('%s matches %s', ([shown, actual]) => {
    expect(matches(shown, actual)).toBe(true);
  });

  test.for([
    ['200 sessions-1', '401 sessions-1'],
    ['200 sessions', '200 sessions-1'],
    ['a.b', 'axb'],
    ['took {ms<=50} ms', 'took 50.1 ms'],
    ['took {ms<50} ms', 'took 50 ms'],
    ['took {ms} ms', 'took forever ms'],
    ['{n=2..4}', '5'],
    ['{n}', '1.5'],
    ['{uuid}', 'alice'],
  ] as const)('%s does not match %s', ([shown, actual]) => {
    expect(matches(shown, actual)).toBe(false);
  });

  test('returns the values of labelled placeholders, to compare them across lines', () => {
    expect(compileLine('{n:first} then {ms}').match('7 then 2')).toEqual([
      { label: 'first', value: '7' },
    ]);
  });
});

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

const updated = (shown: readonly string[], actual: readonly string[]) =>
  updateOutput(align(shown.map(compileLine), actual));

describe('--update', () => {
  test('keeps lines, placeholders and dots that still match', () => {
    expect(
      updated(['took {ms<=50} ms', '...', 'end'], ['took 3 ms', 'x', 'y', 'end', 'more']),
    ).toEqual(['took {ms<=50} ms', '...', 'end', 'more']);
  });

  test('keeps the words of a changed line that still match', () => {
    expect(
      updated(
        ['{"id":"{uuid}", "role":"member"}'],
        ['{"id":"0f8fad5b-d9cb-469f-a165-70867728950e", "role":"admin"}'],
      ),
    ).toEqual(['{"id":"{uuid}", "role":"admin"}']);
  });

  test('writes placeholders for values that differ in every run', () => {
    expect(
      updated(
        [],
        ['jti 0f8fad5b-d9cb-469f-a165-70867728950e at 2026-11-22T03:00:00.000Z in 7.5 ms'],
      ),
    ).toEqual(['jti {uuid} at {time} in {ms} ms']);
  });

  test('drops lines that are no longer printed', () => {
    expect(updated(['a', 'gone', 'b'], ['a', 'b'])).toEqual(['a', 'b']);
  });
});
