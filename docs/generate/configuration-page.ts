import { join, resolve } from 'node:path';
import type { z } from 'zod';
import type { Approach } from '../../apps/shared/auth-strategy.ts';
import { environment } from '../../apps/shared/config.ts';
import { type Contender, contenders } from '../../infra/contenders/contenders.ts';
import { code, generatedNote, inputSchema, type JsonSchema, page, table, typeOf } from './page.ts';

/** One environment variable, and the contenders that read it. */
interface Variable {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly required: boolean;
  readonly readers: readonly Contender[];
}

/** The page on the environment of a replica. Each variable is described where it is read. */
export async function configurationPage(): Promise<string> {
  const variables = [...variablesOf(environment, contenders), ...(await ownVariables())];
  return page([
    '# Configuration of a replica',
    generatedNote('`apps/shared/config.ts`, the `settings.ts` and cards of the contenders'),
    [
      'A replica reads its environment once, at its start. A value comes from the environment, else from `settings` in the',
      "contender's card, else from the default of the code. All problems are reported together, by name and without the",
      'value, and the exit code is 1. `./lab up --set NAME=VALUE` sets one for every replica of a lab.',
    ].join('\n'),
    table(
      ['variable', 'values', 'default', 'read by', 'meaning'],
      variables.map((variable) => [
        code(variable.name),
        typeOf(variable.schema),
        defaultOf(variable),
        readersInWords(variable.readers),
        variable.schema.description ?? '',
      ]),
    ),
  ]);
}

function variablesOf(schema: z.ZodType, readers: readonly Contender[]): Variable[] {
  const { properties = {}, required = [] } = inputSchema(schema);
  return Object.entries(properties).map(([name, each]) => ({
    name,
    schema: each,
    required: required.includes(name),
    readers,
  }));
}

/** The variables that only some contenders read, each with all of its readers. */
async function ownVariables(): Promise<Variable[]> {
  const root = resolve(import.meta.dirname, '../..');
  const byName = new Map<string, Variable>();
  for (const contender of contenders) {
    const module: { approach: Approach } = await import(
      join(root, contender.folder, 'strategy.ts')
    );
    for (const variable of variablesOf(module.approach.environment, [contender])) {
      const known = byName.get(variable.name);
      const readers = [...(known?.readers ?? []), contender];
      byName.set(variable.name, { ...variable, readers });
    }
  }
  return [...byName.values()];
}

/** The default of the code, or what the cards say: the value of most, then those that differ. */
function defaultOf({ name, schema, required, readers }: Variable): string {
  if (schema.default !== undefined) return code(String(schema.default));
  const values = readers.flatMap(({ contender, settings }) =>
    settings[name] === undefined ? [] : [{ contender, value: String(settings[name]) }],
  );
  const [first] = values;
  if (first === undefined) return required ? 'required' : '';
  const others = values.filter(({ value }) => value !== first.value);
  return [
    code(first.value),
    ...others.map(({ contender, value }) => `${code(contender)} ${code(value)}`),
  ].join('; ');
}

function readersInWords(readers: readonly Contender[]): string {
  if (readers.length === contenders.length) return 'all';
  for (const app of ['sessions', 'tokens']) {
    const ofApp = contenders.filter((each) => each.app === app);
    if (ofApp.length === readers.length && readers.every((each) => each.app === app)) {
      return `all \`${app}\` contenders`;
    }
  }
  return readers.map(({ contender }) => code(contender)).join(', ');
}
