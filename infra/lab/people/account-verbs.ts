import type { Told, Verb } from '../verb.ts';
import { type Asked, curl } from './curl.ts';
import { keptJar } from './jar.ts';
import { adminJar, toldOf } from './login.ts';
import { eachPair, type Pair } from './pair.ts';
import { whoHelp } from './person.ts';

/** The verbs that change an account. */
export const accountVerbs: Readonly<Record<string, Verb>> = {
  demote: {
    words: 'PERSON [PLACE…]',
    meaning: 'have an admin make the account a member',
    help: whoHelp,
    run: (stack, words) =>
      eachPair(stack, words, (pair) => administer(pair, { ...toRole('member'), done: 'a member' })),
  },
  promote: {
    words: 'PERSON [PLACE…]',
    meaning: 'have somebody make their own account an admin, which only an admin may do',
    help: whoHelp,
    run: (stack, words) =>
      eachPair(stack, words, (pair) =>
        administer(pair, { ...toRole('admin'), done: 'an admin', isOwn: true }),
      ),
  },
  close: {
    words: 'PERSON [PLACE…]',
    meaning: 'have an admin close the account',
    help: [...whoHelp, './lab reset opens it again.'],
    run: (stack, words) =>
      eachPair(stack, words, (pair) =>
        administer(pair, {
          method: 'POST',
          path: 'revoke',
          json: { disable: true },
          done: 'closed',
        }),
      ),
  },
};

interface Change {
  readonly method: 'POST' | 'PUT';
  /** Below `/accounts/NAME/`. */
  readonly path: string;
  readonly json: unknown;
  /** What the account is afterwards. */
  readonly done: string;
  /** The person asks for it with the kept credential. Default: an admin asks. */
  readonly isOwn?: boolean;
}

function toRole(role: 'admin' | 'member') {
  return { method: 'PUT', path: 'role', json: { role } } as const;
}

async function administer(pair: Pair, change: Change): Promise<Told> {
  const { stack, person, place } = pair;
  const jar = change.isOwn
    ? keptJar(stack, person, place.arm.spec.arm)
    : await adminJar(stack, place);
  const url = `${place.url}/accounts/${person.account}/${change.path}`;
  const asked: Asked = { url, method: change.method, json: change.json, jar };
  const answered = await curl(asked);
  const isDone = answered.status !== null && answered.status < 300;
  const done = `${person.account} is ${isDone ? 'now' : 'not made'} ${change.done}`;
  return toldOf(asked, answered, pair, done);
}
