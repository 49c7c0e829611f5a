import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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
