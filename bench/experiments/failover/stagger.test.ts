import { expect, test } from 'vitest';
import { mix } from './mix.ts';
import { waitMs } from './stagger.ts';

test('it waits for the quiet moment of this cycle, as long as that is ahead', () => {
  expect(waitMs(0, 300, 200)).toBe(200);
  expect(waitMs(3_050, 300, 200)).toBe(150);
});

test('when it is over it waits for that of the next cycle', () => {
  expect(waitMs(250, 300, 200)).toBe(250);
});

test('before the first request is due it counts as in a cycle', () => {
  expect(waitMs(-100, 300, 200)).toBe(0);
});

test('no stretch of the mix without a POST is longer than the one after its last', () => {
  const posts = mix.flatMap(({ method }, index) => (method === 'POST' ? [index] : []));
  const gaps = posts.map((at, index) => (posts[index + 1] ?? (posts[0] ?? 0) + mix.length) - at);
  expect(gaps.at(-1)).toBe(Math.max(...gaps));
});
