import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Stack } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { countCommands, type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { type Replicas, startReplicas } from '../lab/replicas.ts';
import { administrationRules } from './administration-rules.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';
import { httpRules } from './http-rules.ts';
import { loginRules, passwordRules } from './login-rules.ts';
import { logoutRules } from './logout-rules.ts';
import { orderRules } from './order-rules.ts';
import { refreshRules } from './refresh-rules.ts';
import { refusalRules } from './refusal-rules.ts';
import { resourceRules } from './resource-rules.ts';
import { createTarget, targetOf } from './target.ts';

/**
 * Runs the contract of one contender twice on real processes: through nginx with the credential in a cookie, and
 * against the replicas, each asked in turn, with the credential in a header.
 * @param name in the report. Default: the contender
 */
export function runContract(facts: ContenderFacts, name: string = facts.contender): void {
  const { contender, environment, replicas } = facts;

  describe(`${name} through the balancer, with cookies`, () => {
    let stack: Stack;
    let target: ContractTarget;
    beforeAll(async () => {
      stack = await startStack({
        driver: 'native',
        arms: [{ arm: contender, contender, replicas, environment }],
      });
      const url = stack.balancer.url(contender);
      target = createTarget({
        urls: () => [url],
        carriage: 'cookie',
        account: (index) => stack.loadAccount(index),
        admin: stack.adminAccount(),
      });
    });
    afterAll(() => stack?.stop());
    describeContract(facts, () => target);
    if (facts.app === contender) passwordRules(() => target);
  });

  describe(`${name} past the balancer, with bearer credentials`, () => {
    let redis: RedisServer;
    let running: Replicas;
    let target: ContractTarget;
    beforeAll(async () => {
      redis = await startRedisServer();
      running = await startReplicas({
        contender,
        redisUrl: redis.url,
        count: replicas,
        environment: { ...environment, CARRIAGE: 'bearer' },
      });
      target = targetOf(running, 'bearer');
    });
    afterAll(async () => {
      await running?.stop();
      await redis?.stop();
    });
    describeContract(facts, () => target);
    describeLedger(
      facts,
      () => target,
      () => redis,
    );
  });
}

/**
 * The HTTP contract as tests, from outside: the same for every contender, whether its replicas are reached
 * directly or through a balancer. A contender that does not pass gets no figure.
 * @param target is asked inside the tests, so it may be started in `beforeAll`
 */
export function describeContract(facts: ContenderFacts, target: () => ContractTarget): void {
  describe(`${facts.contender} keeps the contract`, () => {
    loginRules(facts, target);
    resourceRules(facts, target);
    orderRules(facts, target);
    httpRules(facts, target);
    administrationRules(facts, target);
    if (facts.authenticates) {
      refusalRules(facts, target);
      logoutRules(facts, target);
    }
    if (facts.refreshes) refreshRules(facts, target);
  });
}

/**
 * Redis' own counters: what one authenticated request costs in commands. What replicas ask whether there are
 * requests or not (proofs of freshness) is far less than one per request, and rounds to nothing.
 */
function describeLedger(
  facts: ContenderFacts,
  target: () => ContractTarget,
  redis: () => RedisServer,
): void {
  test(`a request for /orders costs Redis exactly [${facts.commandsPerRequest.join(', ')}]`, async () => {
    const user = await target().member();
    // Keys are fetched and connections made before the count.
    for (const _replica of [1, 2, 3]) await user.get('/orders');
    const before = await countCommands(redis().client);
    const requests = 100;
    for (let sent = 0; sent < requests; sent += 1) {
      expect((await user.get('/orders')).status).toBe(200);
    }
    const after = await countCommands(redis().client);
    const perRequest = Object.entries(after).flatMap(([command, calls]) => {
      const each = (calls - (before[command] ?? 0)) / requests;
      return Math.round(each) === 0 ? [] : [[command, each]];
    });
    expect(Object.fromEntries(perRequest)).toEqual(
      Object.fromEntries(facts.commandsPerRequest.map((command) => [command, 1])),
    );
  });
}
