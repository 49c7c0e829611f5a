import { expect, test } from 'vitest';
import type { Proof } from './plant.ts';
import { renderTable, wasFooled } from './table.ts';

const proof = (right: number, of: number, requiredShare: number): Proof => ({
  planted: '5 % more',
  requiredShare,
  findings: Array.from({ length: of }, (_, index) => ({
    said: `answer ${index}`,
    right: index >= of - right,
  })),
});

test('one wrong answer is enough where chance plays no part', () => {
  expect(wasFooled(proof(10, 10, 1))).toBe(false);
  expect(wasFooled(proof(9, 10, 1))).toBe(true);
});

test('where chance plays a part, as often wrong as chance explains is not fooled', () => {
  // Wilson's upper end for 8 of 10 is 0.943, for 5 of 10 it is 0.763.
  expect(wasFooled(proof(8, 10, 0.9))).toBe(false);
  expect(wasFooled(proof(5, 10, 0.9))).toBe(true);
});

test('a plant that found nothing at all is fooled', () => {
  expect(wasFooled(proof(0, 0, 0.9))).toBe(true);
});

test('the table shows the first wrong answer, because that is the one to look at', () => {
  const [, row] = renderTable([proof(9, 10, 0.9)]).split('\n');
  expect(row).toContain('9 of 10');
  expect(row).toContain('answer 0');
});
