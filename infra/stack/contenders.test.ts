import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { requireStartable } from './arm-specs.ts';
import { contenderNames } from './contenders.ts';
import { project } from './project.ts';

test.for(contenderNames)('%s has a program', (contender) => {
  expect(existsSync(join(project.root, project.programOf(contender)))).toBe(true);
});

describe('arms that cannot be started are refused in words', () => {
  const floor = { arm: 'floor', contender: 'floor' };
  test.for([
    [[], 'at least one arm'],
    [[floor, floor], 'two arms are called "floor"'],
    [[{ ...floor, contender: 'flour' }], 'the contenders are floor, sessions, tokens'],
    [[{ ...floor, arm: 'Floor 1' }], 'no name for an arm'],
    [[{ ...floor, replicas: 0 }], '0 replicas'],
    [[{ ...floor, standby: true }], 'no links'],
  ] as const)('%j', ([arms, words]) => {
    expect(() => requireStartable(arms)).toThrow(words);
  });

  test('any number of copies of a contender is fine under names of their own', () => {
    expect(() => requireStartable([floor, { ...floor, arm: 'floor-aa' }])).not.toThrow();
  });
});
