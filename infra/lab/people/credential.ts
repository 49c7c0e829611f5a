import { StackError } from '../../stack/errors.ts';
import type { Verb } from '../verb.ts';
import { type Cookie, keptJar, readJar } from './jar.ts';
import { eachPair, type Pair } from './pair.ts';

/** The bare credential, for a command that takes one. */
export const credential: Verb = {
  words: 'PERSON [PLACE…]',
  meaning: 'print the kept session ID or token as it travels: a secret',
  help: ['For example: node docs/verify.mjs ADDRESS "$(./lab credential alice tokens)"'],
  run: (stack, words) =>
    eachPair(stack, words, async (pair) => ({ lines: [keptCookie(pair).value], commands: [] })),
};

/** The cookie that a client sends with every request. @throws StackError `not_possible` where there is none */
export function keptCookie({ stack, person, place }: Pair): Cookie {
  const { arm } = place.arm.spec;
  const cookies = readJar(keptJar(stack, person, arm));
  const found = cookies.find(({ name, path }) => path === '/' && !name.startsWith('route_'));
  if (found !== undefined) return found;
  throw new StackError('not_possible', `${person.name} sends no credential to ${arm}`);
}
