import { describe, expect, test } from 'vitest';
import { align } from './align.ts';
import { compileLine } from './pattern.ts';
import { updateOutput } from './update.ts';

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
