import { expect, test } from 'vitest';
import { countCommands, type RedisServer } from '../lab/redis-server.ts';
import type { ContenderFacts, ContractTarget } from './facts.ts';

/**
 * Redis' own counters: what one authenticated request costs in commands. What replicas ask whether there are
 * requests or not (proofs of freshness) is far less than one per request, and rounds to nothing.
 */
export function describeLedger(
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
