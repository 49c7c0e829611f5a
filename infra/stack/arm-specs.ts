import { contenderNames, isContender } from '../contenders/contenders.ts';
import { StackError } from './errors.ts';
import type { ArmSpec } from './stack.ts';

/** Fails early and in words for arms that no driver could start. */
export function requireStartable(arms: readonly ArmSpec[]): void {
  const names = arms.map(({ arm }) => arm);
  for (const { arm, contender, replicas = 1, standby = false, storeLinks = false } of arms) {
    requireContender(contender);
    if (!/^[a-z][a-z0-9-]{0,40}$/.test(arm)) {
      throw new StackError('not_possible', `"${arm}" is no name for an arm: use a-z, 0-9 and -`);
    }
    if (standby && !storeLinks) {
      throw new StackError('not_possible', `${arm} has a standby and no links that can lead to it`);
    }
    if (names.indexOf(arm) !== names.lastIndexOf(arm)) {
      throw new StackError('not_possible', `two arms are called "${arm}"`);
    }
    if (!Number.isInteger(replicas) || replicas < 1) {
      throw new StackError('not_possible', `${arm} cannot have ${replicas} replicas`);
    }
  }
  if (arms.length === 0) throw new StackError('not_possible', 'a stack needs at least one arm');
}

function requireContender(name: string): void {
  if (isContender(name)) return;
  throw new StackError(
    'unknown_contender',
    `there is no contender "${name}"; the contenders are ${contenderNames.join(', ')}`,
  );
}
