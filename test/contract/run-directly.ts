import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countCommands, type RedisServer, startRedisServer } from '../lab/redis-server.ts';
import { labAccount, type Replicas, startReplicas } from '../lab/replicas.ts';
import { factsOf } from './contenders.ts';
import { describeContract } from './contract.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';
import { createTarget } from './target.ts';

/** Runs the contract against replicas of the contender, each asked in turn, in both carriages, on a real Redis. */
export function runContractDirectly(contender: string): void {
  const facts = factsOf(contender);
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedisServer();
  });
  afterAll(() => redis.stop());

  describe.for(['cookie', 'bearer'] as const)('with the credential as %s', (carriage) => {
    let replicas: Replicas;
    let target: ContractTarget;
    beforeAll(async () => {
      replicas = await startReplicas({
        contender,
        redisUrl: redis.url,
        count: facts.worksOnEveryReplica ? 3 : 1,
        environment: { CARRIAGE: carriage },
      });
      target = createTarget({
        urls: () => replicas.urls,
        carriage,
        account: labAccount,
        firstAccount: carriage === 'cookie' ? 0 : 1000,
      });
    });
    afterAll(() => replicas.stop());

    describeContract(facts, () => target);
    describeLedger(
      facts,
      () => target,
      () => redis,
    );
  });
}

/** What replicas ask whether there are requests or not: proofs of freshness. */
const background = ['ping', 'xread'];

/** Redis' own counters: what one authenticated request costs in commands. */
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
    const requests = 30;
    for (let sent = 0; sent < requests; sent += 1) {
      expect((await user.get('/orders')).status).toBe(200);
    }
    const after = await countCommands(redis().client);
    const spent: Record<string, number> = {};
    for (const [command, calls] of Object.entries(after)) {
      const times = calls - (before[command] ?? 0);
      if (times > 0 && !background.includes(command)) spent[command] = times;
    }
    expect(spent).toEqual(
      Object.fromEntries(facts.commandsPerRequest.map((command) => [command, requests])),
    );
  });
}
