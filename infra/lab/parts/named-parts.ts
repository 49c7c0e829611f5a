import { StackError } from '../../stack/errors.ts';
import type { Arm, Part, Replica, Stack, Store } from '../../stack/stack.ts';

/** Every part of the lab: the balancer, then each arm's replicas and its store. */
export function partsOf(stack: Stack): readonly Part[] {
  return [stack.balancer, ...armsOf(stack).flatMap(({ replicas, store }) => [...replicas, store])];
}

/** @throws StackError `not_possible`, listing the names that exist; so do the functions below that look for a name */
export function partNamed(stack: Stack, name: string): Part {
  return named('part', partsOf(stack), name);
}

export function replicaNamed(stack: Stack, name: string): Replica {
  return named(
    'replica',
    armsOf(stack).flatMap(({ replicas }) => replicas),
    name,
  );
}

/** @throws StackError `not_possible`, listing the contenders that are up */
export function armNamed({ arms }: Stack, name: string): Arm {
  const arm = arms.get(name);
  if (arm !== undefined) return arm;
  const up = [...arms.keys()].join(', ');
  throw new StackError(
    'not_possible',
    `no contender that is up is called "${name}"; up are: ${up}`,
  );
}

/** What a word names: a contender names all of its replicas, and never its store; `stores` names the store of each. */
export function partsNamed(stack: Stack, name: string): readonly Part[] {
  if (name === 'stores') return armsOf(stack).map(({ store }) => store);
  return stack.arms.get(name)?.replicas ?? [partNamed(stack, name)];
}

export function replicasNamed(stack: Stack, name: string): readonly Replica[] {
  return stack.arms.get(name)?.replicas ?? [replicaNamed(stack, name)];
}

/** Whether a word names a contender or a replica. */
export function isPlace(stack: Stack, word: string): boolean {
  return armsOf(stack).some(
    ({ spec, replicas }) => spec.arm === word || replicas.some(({ name }) => name === word),
  );
}

export function storeNamed(stack: Stack, name: string): Store {
  return named(
    'store',
    armsOf(stack).map(({ store }) => store),
    name,
  );
}

function armsOf(stack: Stack) {
  return [...stack.arms.values()];
}

function named<Kind extends Part>(kind: string, parts: readonly Kind[], name: string): Kind {
  const found = parts.find((part) => part.name === name);
  if (found !== undefined) return found;
  const names = parts.map((part) => part.name).join(', ');
  throw new StackError('not_possible', `no ${kind} is called "${name}"; choose one of: ${names}`);
}
