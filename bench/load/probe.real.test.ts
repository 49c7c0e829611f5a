import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { until } from '../../infra/stack/until.ts';
import { credential, endWithTest } from './known-replicas.fixture.ts';
import { answer, serveKnown, serveReplica, serveStaleFor } from './known-server.ts';
import { byRole, type ProbeOptions, startProber } from './probe.ts';

const { kept, probing } = endWithTest();

async function start(urls: readonly string[], options: Partial<ProbeOptions> = {}) {
  const targets = urls.map((url, index) => ({ name: `r-${index + 1}`, url }));
  const prober = probing(await startProber({ targets, path: '/me', ...credential, ...options }));
  return prober;
}

describe('answers that say nothing about the credential', () => {
  test('a replica that breaks connections gives errors, and is probed again when it is back', async () => {
    let broken = false;
    const server = await kept(
      serveKnown((request, response) => {
        if (broken) request.socket.destroy();
        else answer(response, 200);
      }),
    );
    const prober = await start([server.url]);
    const last = () => prober.log.get('r-1')?.at(-1);
    broken = true;
    await expect.poll(() => last()?.verdict).toBe('error');
    expect(last()?.status).toBeNull();
    broken = false;
    await expect.poll(() => last()?.verdict).toBe('accepted');
  });

  test('what is outstanding when probing ends is left out, and nothing comes after', async () => {
    const slow = await kept(
      serveReplica((_since, response) => setTimeout(() => answer(response, 200), 20)),
    );
    const prober = await start([slow.url]);
    const probes = prober.stop().get('r-1') ?? [];
    const count = probes.length;
    await delay(60);
    expect(probes).toHaveLength(count);
    expect(probes.every(({ verdict }) => verdict === 'accepted')).toBe(true);
  });

  test('a replica that is silent from the start is named', async () => {
    const silent = await kept(serveKnown(() => undefined));
    await expect(start([silent.url], { timeoutMs: 300 })).rejects.toThrow('r-1');
  });
});

test('a demotion is judged by the role in the answer', async () => {
  let role = 'admin';
  const server = await kept(serveReplica((_since, response) => answer(response, 200, { role })));
  const prober = await start([server.url], { judge: byRole('admin') });
  const last = () => prober.log.get('r-1')?.at(-1)?.verdict;
  expect(last()).toBe('accepted');
  role = 'member';
  await expect.poll(last).toBe('refused');
});

test('each target is probed at its own interval, and less often when thinned', async () => {
  const server = await kept(serveStaleFor(0));
  const prober = probing(
    await startProber({
      targets: [
        { name: 'replica', url: server.url },
        { name: 'balancer', url: server.url, intervalMs: 10 },
      ],
      path: '/me',
      headers: {},
    }),
  );
  prober.pace('fine');
  /** Probes of each target in a while, and how many their interval allows: one each, and what was outstanding. */
  const count = async (factor: number) => {
    const startMs = performance.now();
    const before = [...prober.log.values()].map((probes) => probes.length);
    await delay(300);
    const tookMs = performance.now() - startMs;
    const [often = 0, seldom = 0] = [...prober.log.values()].map(
      (probes, index) => probes.length - (before[index] ?? 0),
    );
    const allowed = (intervalMs: number) => tookMs / intervalMs / factor + 5;
    return { often, seldom, oftenAllowed: allowed(1), seldomAllowed: allowed(10) };
  };
  // While the machine gives the prober less than a turn in ten milliseconds, it probes both when it has one.
  const differ = await until(
    async () => {
      const full = await count(1);
      expect(full.often).toBeLessThanOrEqual(full.oftenAllowed);
      expect(full.seldom).toBeLessThanOrEqual(full.seldomAllowed);
      return full.often > full.seldom;
    },
    30_000,
    0,
  );
  expect(differ).toBe(true);
  prober.thin(20);
  const thinned = await count(20);
  expect(thinned.often).toBeLessThanOrEqual(thinned.oftenAllowed);
});
