import { StackError } from '../stack/errors.ts';
import type { Part, Replica, Stack, Store } from '../stack/stack.ts';

/** Every part of the lab, in the order in which a reader looks for it. */
export function partsOf(stack: Stack): readonly Part[] {
  const arms = [...stack.arms.values()];
  return [stack.balancer, ...arms.flatMap(({ replicas, store }) => [...replicas, store])];
}

/** @throws StackError `no_such_part`, listing the names */
export function partNamed(stack: Stack, name: string): Part {
  return named(partsOf(stack), name);
}

export function replicaNamed(stack: Stack, name: string): Replica {
  return named(
    [...stack.arms.values()].flatMap(({ replicas }) => replicas),
    name,
  );
}

export function storeNamed(stack: Stack, name: string): Store {
  return named(
    [...stack.arms.values()].map(({ store }) => store),
    name,
  );
}

function named<Kind extends Part>(parts: readonly Kind[], name: string): Kind {
  const found = parts.find((part) => part.name === name);
  if (found !== undefined) return found;
  const names = parts.map((part) => part.name).join(', ');
  throw new StackError('not_possible', `"${name}" is none of ${names}`);
}
