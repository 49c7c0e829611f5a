import { expect, test } from 'vitest';
import { schemaIsCurrent } from './schema.ts';

test('the checked-in JSON Schema is the one that the types make (node bench/run/schema.ts writes it)', async () => {
  expect(await schemaIsCurrent()).toBe(true);
});
