import { schemaVersion } from '../../bench/result/result.ts';
import { resultJsonSchema } from '../../bench/run/schema.ts';
import { code, generatedNote, type JsonSchema, page, table, typeOf, withoutNull } from './page.ts';

const meaning: Readonly<Record<string, string>> = {
  schemaVersion: 'Version of this form. A reader of 1.x can read every later 1.y.',
  run: 'What was run, and when.',
  tool: 'The version of the lab that ran it.',
  environment:
    'The machine and its programs. Absolute figures compare only where the `fingerprint` is the same.',
  config: 'The settings of the lab.',
  contenders: 'The contenders that took part, and whether they kept the contract.',
  gates: 'Rules that were fixed before the run, and whether the run kept them.',
  lookup: 'Null when the run left it out.',
  revocation: 'Null when the run left it out.',
  failover: 'Null when the run left it out.',
};

/** The page on `results.json`: every key with its type and meaning. */
export function resultsPage(): string {
  const { properties = {} } = resultJsonSchema() as JsonSchema;
  return page([
    '# `results.json`',
    generatedNote('`bench/result/result.ts`'),
    [
      `Schema version ${schemaVersion}. Units are in the names: \`Ms\` milliseconds, \`Us\` microseconds, \`Bytes\`,`,
      '`Percent`. `null` is never zero: it means that there is no such figure, and the meaning says why.',
      'Everything in a report can be computed again from this file.',
    ].join('\n'),
    ...Object.entries(properties).map(([key, schema]) => section(key, schema)),
  ]);
}

function section(key: string, schema: JsonSchema): string {
  const rows = rowsOf(schema, '');
  return page([
    `## \`${key}\``,
    meaning[key] ?? '',
    rows.length > 0 ? table(['key', 'type', 'meaning'], rows) : '',
  ]).trimEnd();
}

/** Keys of an object or of the objects in a list, depth first; `trials[].statuses`. */
function rowsOf(given: JsonSchema, path: string): string[][] {
  const schema = withoutNull(given);
  if (schema.type === 'array') return rowsOf(schema.items ?? {}, `${path}[]`);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    const row = [code(at), typeOf(value), value.description ?? ''];
    return [row, ...rowsOf(value, at)];
  });
}
