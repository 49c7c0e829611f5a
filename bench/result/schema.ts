import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { resultSchema } from './result.ts';

/** The checked-in JSON Schema (draft 2020-12) of results.json, for programs that are not this one. */
export const schemaPath = join(import.meta.dirname, 'results.schema.json');

export function renderSchema(): string {
  // As for input: with room for the keys of later versions, and without those that have a default.
  const schema = z.toJSONSchema(resultSchema, { target: 'draft-2020-12', io: 'input' });
  return `${JSON.stringify({ title: 'results.json of the sessions-versus-tokens lab', ...schema }, null, 2)}\n`;
}

export async function schemaIsCurrent(): Promise<boolean> {
  return (await readFile(schemaPath, 'utf8').catch(() => '')) === renderSchema();
}

// `node bench/result/schema.ts` writes it again after a change of the types.
if (import.meta.main) await writeFile(schemaPath, renderSchema());
