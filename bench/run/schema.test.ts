import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderSchema, schemaPath } from './schema.ts';

test('the checked-in JSON Schema is the one that the types make (node bench/run/schema.ts writes it)', () => {
  expect(readFileSync(schemaPath, 'utf8')).toBe(renderSchema());
});
