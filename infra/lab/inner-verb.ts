import { StackError } from '../stack/errors.ts';
import type { Stack } from '../stack/stack.ts';
import type { Told, Verb } from './verb.ts';

/** All verbs by name. A function, because the verbs that take another verb stand in the same table. */
export type VerbTable = () => Readonly<Record<string, Verb>>;

/**
 * Runs the verb that another verb was given: `refresh alice tokens` of `./lab count refresh alice tokens`.
 * @throws StackError `not_possible` for a verb that does not exist
 */
export async function runInner(
  stack: Stack,
  verbs: VerbTable,
  [name = '', ...words]: readonly string[],
): Promise<Told> {
  const verb = Object.hasOwn(verbs(), name) ? verbs()[name] : undefined;
  if (verb === undefined) throw new StackError('not_possible', `there is no verb "${name}"`);
  const told = await verb.run(stack, words);
  return 'lines' in told ? told : { lines: told, commands: [] };
}
