import { StackError } from '../../stack/errors.ts';
import type { Stack } from '../../stack/stack.ts';
import type { Told, Verb } from '../verb.ts';

/** The verb of that name; undefined where there is none. */
export type FindVerb = (name: string) => Verb | undefined;

/**
 * Runs the verb that another verb was given: `refresh alice tokens` of `./lab count refresh alice tokens`.
 * @throws StackError `not_possible` for a verb that does not exist
 */
export async function runInner(
  find: FindVerb,
  [name = '', ...words]: readonly string[],
  stack: Stack,
  signal: AbortSignal,
): Promise<Told> {
  const verb = find(name);
  if (verb === undefined) throw new StackError('not_possible', `there is no verb "${name}"`);
  const told = await verb.run(stack, words, signal);
  return 'lines' in told ? told : { lines: told, commands: [] };
}
