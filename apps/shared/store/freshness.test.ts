import { expect, test } from 'vitest';
import { createFreshness } from './freshness.ts';

test('knowledge is as old as the question that last proved it', () => {
  let nowMs = 100;
  const freshness = createFreshness(() => nowMs);
  expect(freshness.ageMs()).toBe(Number.POSITIVE_INFINITY);
  freshness.begin(90);
  expect(freshness.ageMs()).toBe(10);
  nowMs = 200;
  freshness.prove(150);
  expect(freshness.ageMs()).toBe(50);
});

test('an answer that comes late does not make it older', () => {
  const freshness = createFreshness(() => 200);
  freshness.begin(100);
  freshness.prove(180);
  freshness.prove(120);
  expect(freshness.ageMs()).toBe(20);
});

test('after it was lost, a late answer does not bring it back', () => {
  const freshness = createFreshness(() => 200);
  freshness.begin(100);
  freshness.forget();
  freshness.prove(190);
  expect(freshness.ageMs()).toBe(Number.POSITIVE_INFINITY);
});
