import { StackError } from '../../stack/errors.ts';
import type { Arm, Replica, Stack } from '../../stack/stack.ts';

/** The accounts that a reader can use. The password of each is `<name>-demo-password`. */
export const demoAccounts = ['alice', 'bob', 'grace'] as const;

/** Somebody with a credential of their own: `alice`, or `alice@phone` for one of her devices. */
export interface Person {
  readonly name: string;
  readonly account: string;
}

/** A client without a credential. Only verbs that need none take it. */
export const nobody: Person = { name: 'nobody', account: 'nobody' };

/** Where a request goes: a contender, through the balancer, or one of its replicas. */
export interface Place {
  readonly name: string;
  readonly url: string;
  readonly arm: Arm;
  /** The replicas that `./lab try` asks: all of the contender, or the one that was named. */
  readonly replicas: readonly Replica[];
}

/** Who does something, and where: each of these people at each of these places. */
export interface Who {
  readonly people: readonly Person[];
  readonly places: readonly Place[];
}

/**
 * Reads `alice bob@phone sessions tokens-2`: first people, then places. No place means every contender that is up. Options
 * are left out. `others` are people without an account.
 * @throws StackError `not_possible` for an account that does not exist and for a place that is not up
 */
export function readWho(
  stack: Stack,
  words: readonly string[],
  others: readonly Person[] = [],
): Who {
  const given = words.filter((word) => !word.startsWith('--'));
  // The first word is a person. So a mistyped account is called that, and not a contender that is not up.
  const otherNamed = (word: string) => others.find(({ name }) => name === word);
  const isNamed = (word: string) => isPerson(word) || otherNamed(word) !== undefined;
  const named = given.filter((word, index) => index === 0 || isNamed(word));
  const people = named.map((word) => otherNamed(word) ?? personNamed(word));
  const places = given
    .filter((word) => !named.includes(word))
    .map((name) => placeNamed(stack, name));
  return { people, places: places.length > 0 ? places : everyContender(stack) };
}

function everyContender({ arms }: Stack): readonly Place[] {
  return [...arms].map(([name, arm]) => ({ name, url: arm.url, arm, replicas: arm.replicas }));
}

function isPerson(word: string): boolean {
  const accounts: readonly string[] = demoAccounts;
  return word.includes('@') || accounts.includes(word);
}

/** @throws StackError `not_possible` */
export function personNamed(name: string): Person {
  const [, account = '', device = ''] = /^([a-z]+)(?:@([a-z0-9-]{1,20}))?$/.exec(name) ?? [];
  if (isPerson(account)) return { name: device === '' ? account : name, account };
  throw new StackError(
    'not_possible',
    `there is no account "${name}"; the accounts are ${demoAccounts.join(', ')}, and alice@phone is a device of alice`,
  );
}

function placeNamed(stack: Stack, name: string): Place {
  const arm = stack.arms.get(name);
  if (arm !== undefined) return { name, url: arm.url, arm, replicas: arm.replicas };
  for (const each of stack.arms.values()) {
    const replica = each.replicas.find((one) => one.name === name);
    if (replica !== undefined) return { name, url: replica.url, arm: each, replicas: [replica] };
  }
  throw new StackError(
    'not_possible',
    `no contender and no replica that is up is called "${name}"; up are: ${upIn(stack)}`,
  );
}

function upIn(stack: Stack): string {
  return [...stack.arms.keys()].join(', ');
}

/** What `--help` says of people and places. */
export const whoHelp = [
  'PERSON is alice, bob or grace, or one of their devices, such as alice@phone: a login of its own.',
  'PLACE is a contender, such as tokens, or a replica, such as tokens-1. There can be several of both, and none means',
  'every contender that is up.',
];
