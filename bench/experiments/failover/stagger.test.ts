import { expect, test } from 'vitest';
import { waitMs } from './stagger.ts';

test('from the start of a period it waits for two thirds of it', () => {
  expect(waitMs(0, 30)).toBe(20);
  expect(waitMs(305, 30)).toBe(15);
});

test('when two thirds are over it waits for those of the next period', () => {
  expect(waitMs(25, 30)).toBe(25);
});

test('before the first request is due it counts as in a period', () => {
  expect(waitMs(-10, 30)).toBe(0);
});
