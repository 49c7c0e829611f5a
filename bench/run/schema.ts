import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { faults } from '../experiments/failover/faults.ts';
import { faultName } from '../result/failover-cell.ts';
import { resultSchema } from '../result/result.ts';

/** The checked-in JSON Schema (draft 2020-12) of results.json, for programs that are not this one. */
export const schemaPath = join(import.meta.dirname, '../result/results.schema.json');

/** The form of results.json as this version writes it: with the names of the faults that it knows. */
export function resultJsonSchema(): z.core.JSONSchema.BaseSchema {
  // As for input: with room for the keys of later versions, and without those that have a default.
  return z.toJSONSchema(resultSchema, {
    target: 'draft-2020-12',
    io: 'input',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema !== faultName) return;
      // The types take any well-formed name, so that other versions can be read; this version writes only these.
      delete jsonSchema.pattern;
      jsonSchema.enum = faults.map(({ name }) => name);
    },
  });
}

export function renderSchema(): string {
  const schema = resultJsonSchema();
  return `${JSON.stringify({ title: 'results.json of the sessions-versus-tokens lab', ...schema }, null, 2)}\n`;
}

// `node bench/run/schema.ts` writes it again after a change of the types.
if (import.meta.main) await writeFile(schemaPath, renderSchema());
