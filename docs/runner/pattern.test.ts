import { describe, expect, test } from 'vitest';
import { compileLine } from './pattern.ts';

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
