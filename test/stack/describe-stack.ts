import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Arm, Link, StackDriver } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { until } from '../../infra/stack/until.ts';
import { describeBalancer, describeBalancerFaults, describeStickiness } from './balancer.ts';
import { describeReplicaEnds, describeReplicas } from './replicas.ts';
import { ask, isSilent, type Running, requireArm, standIn } from './running.ts';
import { describeCaches } from './shared-cache.ts';
import { describeStore, describeStoreFaults } from './store.ts';

/** What every driver must do. All tests share one stack, and each test leaves every part running. */
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
    describe('its balancer, caching', () => describeCaches(now));
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

function describeLinks(now: () => Running): void {
  const link = (): Link => {
    const storeLink = now().linked.replicas[0]?.storeLink;
    if (!storeLink) throw new Error('linked-1 has no link');
    return storeLink;
  };
  const askStore = async () => (await ask(`${now().linked.url}/store`)).status;

  afterEach(() => link().heal());

  test('exist for the arms that asked for them, and for no other arm', () => {
    expect(now().floor.replicas.map(({ storeLink }) => storeLink)).toEqual([null, null, null]);
  });

  test('carry the commands of the replica to its store', async () => {
    const before = await now().linked.store.counters();
    expect(await askStore()).toBe(200);
    const after = await now().linked.store.counters();
    expect((after.calls.ping ?? 0) - (before.calls.ping ?? 0)).toBe(1);
  });

  test('delayed: a measured round trip takes at least twice the delay', async () => {
    await link().delay(20);
    expect(Math.min(...(await link().measureRoundTripMs(3)))).toBeGreaterThanOrEqual(2 * 20);
  });

  test.for(['cut', 'blackhole'] as const)(
    '%s: the replica does not reach its store; healed: it does',
    async (fault) => {
      const { beforeMs, afterMs } = await link()[fault]();
      expect(afterMs).toBeGreaterThan(beforeMs);
      expect(await askStore()).toBe(503);
      // The store itself works. Only the way to it is broken.
      expect(await now().linked.store.command('PING')).toBe('PONG');
      await link().heal();
      expect(await until(async () => (await askStore()) === 200, 30_000, 50)).toBe(true);
    },
  );
}

function describeAddresses(now: () => Running): void {
  test('a replica can lose its address and regain it, or the driver refuses to do so', async () => {
    const [replica] = now().floor.replicas;
    if (replica === undefined) throw new Error('floor has no replica');
    if (now().stack.driver === 'native') {
      await expect(replica.loseAddress()).rejects.toMatchObject({ code: 'not_possible' });
      return;
    }
    await replica.loseAddress();
    expect(await isSilent(replica.url)).toBe(true);
    expect((await ask(now().floor.url, {}, 10_000)).status).toBe(200);
    await replica.regainAddress();
    await replica.untilReady();
    const back = async () => (await ask(now().floor.url)).body.replica === replica.name;
    expect(await until(back, 30_000, 100)).toBe(true);
  });

  test('a replica gets the secret of its own app and no other', async () => {
    const secretsOf = async ({ url }: Arm) => (await ask(url)).body;
    expect(await secretsOf(now().floor)).toMatchObject({ secrets: ['LOAD_ACCOUNT_SECRET'] });
    const ofSessions = { secrets: ['SESSION_SECRET', 'LOAD_ACCOUNT_SECRET'] };
    expect(await secretsOf(now().sticky)).toMatchObject(ofSessions);
    expect(await secretsOf(now().linked)).toMatchObject(ofSessions);
  });

  test('the accounts are those that the apps derive', () => {
    const { loadAccount, adminAccount } = now().stack;
    expect(loadAccount(7)).toEqual(loadAccount(7));
    expect(loadAccount(7).username).toBe('load-7');
    expect(adminAccount().username).toBe('lab-admin');
    expect(loadAccount(7).password).not.toBe(loadAccount(8).password);
    expect(loadAccount(7).password).toHaveLength(
      createHmac('sha256', '').digest('base64url').length,
    );
  });

  test('the facts name the versions', async () => {
    const facts = await now().stack.facts();
    expect(facts.driver).toBe(now().stack.driver);
    expect(facts.nginxVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(facts.redisVersion).toMatch(/^\d+\.\d+\.\d+$/);
    expect(facts.nodeVersion).toMatch(/^24\./);
    expect(facts.balancerConfigSha256).toMatch(/^[0-9a-f]{64}$/);
  });
}
