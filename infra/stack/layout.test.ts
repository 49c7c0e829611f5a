import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { layOut } from './layout.ts';
import { freePorts, requireFree } from './ports.ts';

describe('fixed ports', () => {
  const arms = [
    { arm: 'tokens', contender: 'tokens' },
    { arm: 'floor', contender: 'floor' },
    { arm: 'floor-aa', contender: 'floor', storeLinks: true, standby: true },
  ];

  test('a contender keeps its own, whichever others are started', () => {
    const alone = layOut([{ arm: 'tokens', contender: 'tokens' }], 8080);
    const together = layOut(arms, 8080);
    expect(alone.layout.arms.get('tokens')?.balancer).toBe(8082);
    expect(together.layout.arms.get('tokens')?.balancer).toBe(8082);
    expect(together.layout.arms.get('floor')?.balancer).toBe(8080);
  });

  test('no port has two uses, and all lie in the block that was counted', () => {
    const { uses, count } = layOut(arms, 8080);
    const ports = uses.map(({ port }) => port);
    expect(new Set(ports).size).toBe(ports.length);
    for (const port of ports) expect(port).toBeLessThan(8080 + count);
  });
});

describe('free ports', () => {
  test('lie below those that the system lends to outgoing connections', async () => {
    const first = await freePorts(50, () => 0.999);
    expect(first).toBeGreaterThanOrEqual(20_000);
    expect(first + 50).toBeLessThan(32_768);
  });

  test('are looked for elsewhere when one of them is taken', async () => {
    const taken = await freePorts(1, Math.random);
    const server = createServer().listen(taken, '127.0.0.1');
    const draws = [(taken - 20_000) / (32_000 - 20_000 - 1), Math.random()];
    expect(await freePorts(1, () => draws.shift() ?? 0.5)).not.toBe(taken);
    await expect(requireFree([{ port: taken, part: 'sessions-2' }])).rejects.toMatchObject({
      code: 'port_taken',
      message: expect.stringContaining(`port ${taken} (for sessions-2)`),
    });
    server.close();
  });
});
