import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ordersOf } from './resources.ts';

test('the orders of a subject are known in advance', () => {
  expect(ordersOf('alice')).toEqual([
    { id: '872213e7-1', placedOn: '2026-06-19', totalCents: 84_684 },
    { id: '872213e7-2', placedOn: '2026-07-10', totalCents: 92_603 },
    { id: '872213e7-3', placedOn: '2026-08-11', totalCents: 10_522 },
  ]);
});

test('the answer has the same number of bytes for every subject', () => {
  const bytes = JSON.stringify(ordersOf('alice')).length;
  fc.assert(
    fc.property(fc.string(), (subject) => JSON.stringify(ordersOf(subject)).length === bytes),
  );
});
