import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderSchema, schemaPath } from '../bench/run/schema.ts';
import { referencePages } from './reference.ts';

const folder = join(import.meta.dirname, 'reference');
const pages = await referencePages();

describe('the reference', () => {
  test.for([...pages])('%s says what the code says (node docs/reference.ts)', ([name, text]) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  test('leaves no cell of meaning to guess where the schema has a description', () => {
    expect(pages.get('results.md')).toContain('sent after t_ack and accepted');
    expect(pages.get('results.md')).toContain('`trials[].latencyUs.p99`');
  });
});

test('the checked-in JSON Schema is the one that the types make (node bench/run/schema.ts writes it)', () => {
  expect(readFileSync(schemaPath, 'utf8')).toBe(renderSchema());
});

test('CITATION.cff has the version and the licence of package.json, and the authors of LICENSE', () => {
  const text = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8');
  const { version, license } = JSON.parse(text('package.json'));
  const [, name] = /^Copyright \(c\) \d+ (.+)$/m.exec(text('LICENSE')) ?? [];
  expect(parse(text('CITATION.cff'))).toMatchObject({ version, license, authors: [{ name }] });
});
