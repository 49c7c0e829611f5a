import { afterAll, beforeAll, describe } from 'vitest';
import { type Project, project } from '../project.ts';
import type { Arm, Stack, StackDriver } from '../stack.ts';
import { startStack } from '../start.ts';
import { describeAddresses } from './addresses.ts';
import { describeBalancer, describeBalancerFaults, describeStickiness } from './balancer.ts';
import { describeLinks } from './links.ts';
import { describeReplicaEnds, describeReplicas } from './replicas.ts';
import type { Running } from './running.ts';
import { describeStore, describeStoreFaults } from './store.ts';

/** This project with the stand-in as every contender's program. */
export const standIn: Project = {
  ...project,
  programOf: () => 'infra/stack/fixtures/replica.ts',
};

/** What every driver must do. One stack for all of it: each test leaves every part running. */
export function describeStack(driver: StackDriver): void {
  describe(`a stack of the ${driver} driver`, () => {
    let running: Running;
    beforeAll(async () => {
      running = await startEverything(driver);
    }, 300_000);
    afterAll(() => running?.stack.stop());

    const now = () => running;
    describe('its replicas, broken', () => describeReplicas(now));
    describe('its replicas, ended', () => describeReplicaEnds(now));
    describe('its store', () => describeStore(now));
    describe('its store, broken', () => describeStoreFaults(now));
    describe('its balancer', () => describeBalancer(now));
    describe('its balancer, pinning', () => describeStickiness(now));
    describe('its balancer, broken', () => describeBalancerFaults(now));
    describe('its links', () => describeLinks(now));
    describe('its addresses and accounts', () => describeAddresses(now));
  });
}

async function startEverything(driver: StackDriver): Promise<Running> {
  const arms = [
    { arm: 'floor', contender: 'floor' },
    { arm: 'sticky', contender: 'sessions-sticky' },
    { arm: 'linked', contender: 'sessions', replicas: 1, storeLinks: true },
  ];
  const stack = await startStack({ driver, arms }, standIn);
  return {
    stack,
    floor: requireArm(stack, 'floor'),
    sticky: requireArm(stack, 'sticky'),
    linked: requireArm(stack, 'linked'),
  };
}

export function requireArm(stack: Stack, name: string): Arm {
  const arm = stack.arms.get(name);
  if (arm === undefined) throw new Error(`no arm ${name}`);
  return arm;
}
