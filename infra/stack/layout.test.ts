import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { execPath } from 'node:process';
import { describe, expect, test } from 'vitest';
import { layOut } from './layout.ts';
import { requireFree, reservePorts } from './ports.ts';

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

/** The random number by which one port is chosen; the half keeps it clear of rounding. */
function drawOf(port: number): number {
  return (port - 20_000 + 0.5) / (32_000 - 20_000 - 1);
}

describe('free ports', () => {
  /** Makes the first attempt look at this port, and later ones anywhere. */
  const firstAt = (port: number) => {
    const draws = [drawOf(port)];
    return () => draws.shift() ?? Math.random();
  };

  test('lie below those that the system lends to outgoing connections', async () => {
    // The end of the range first, and any other place when another program has a port there.
    const draws = [0.999];
    const { first, release } = await reservePorts(50, () => draws.shift() ?? Math.random());
    expect(first).toBeGreaterThanOrEqual(20_000);
    expect(first + 50).toBeLessThan(32_768);
    release();
  });

  test('are looked for elsewhere when one of them is taken', async () => {
    const { first: taken, release } = await reservePorts(1, Math.random);
    release();
    const server = createServer().listen(taken, '127.0.0.1');
    const elsewhere = await reservePorts(1, firstAt(taken));
    expect(elsewhere.first).not.toBe(taken);
    await expect(requireFree([{ port: taken, part: 'sessions-2' }])).rejects.toMatchObject({
      code: 'port_taken',
      message: expect.stringContaining(`port ${taken} (for sessions-2)`),
    });
    elsewhere.release();
    server.close();
  });

  test('are given to one lab only, also before its parts listen, until it releases them', async () => {
    const held = await reservePorts(3, Math.random);
    for (const port of [held.first, held.first + 1, held.first + 2]) {
      const other = await reservePorts(1, firstAt(port));
      expect(other.first).not.toBe(port);
      other.release();
    }
    held.release();
    const next = await reservePorts(1, firstAt(held.first));
    expect(next.first).toBe(held.first);
    next.release();
  });

  test('are given to one lab only when two processes choose at the same moment', async () => {
    const { first: wanted, release } = await reservePorts(1, Math.random);
    release();
    const chosen = await Promise.all([1, 2].map(() => reserveInAProcess(wanted)));
    expect(chosen.map(({ port }) => port).filter((port) => port === wanted)).toHaveLength(1);
    for (const { process } of chosen) process.kill();
  });
});

/** Starts a process that reserves this port, or else another one, and holds it. */
async function reserveInAProcess(port: number) {
  const process = spawn(
    execPath,
    [
      '--input-type=module-typescript',
      '--eval',
      `import { reservePorts } from ${JSON.stringify(new URL('./ports.ts', import.meta.url).href)};
       const draws = [${drawOf(port)}];
       const { first } = await reservePorts(1, () => draws.shift() ?? Math.random());
       console.log(first);
       process.stdin.resume();`,
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [line] = await once(process.stdout, 'data');
  return { process, port: Number(String(line)) };
}
