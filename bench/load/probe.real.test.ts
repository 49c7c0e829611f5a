import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import {
  answer,
  type KnownReplica,
  type KnownServer,
  serveKnown,
  serveReplica,
  serveStaleFor,
} from './known-server.ts';
import { analyseFleet, analyseReplica } from './probe/analyse.ts';
import { byRole, type ProbeOptions, type Prober, startProber } from './probe.ts';
import { logOut } from './revoke.ts';

const servers: KnownServer[] = [];
const probers: Prober[] = [];

afterEach(async () => {
  for (const prober of probers.splice(0)) prober.stop();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** Ends with the test. */
async function kept<Server extends KnownServer>(server: Promise<Server>): Promise<Server> {
  const opened = await server;
  servers.push(opened);
  return opened;
}

const credential = { cookies: [], headers: { cookie: 'c=1' } };

async function start(urls: readonly string[], options: Partial<ProbeOptions> = {}) {
  const targets = urls.map((url, index) => ({ name: `r-${index + 1}`, url }));
  const prober = await startProber({ targets, path: '/me', ...credential, ...options });
  probers.push(prober);
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
    const silent = await serveKnown(() => undefined);
    servers.push(silent);
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
  const prober = await startProber({
    targets: [
      { name: 'replica', url: server.url },
      { name: 'balancer', url: server.url, intervalMs: 10 },
    ],
    path: '/me',
    headers: {},
  });
  probers.push(prober);
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
  const full = await count(1);
  expect(full.often).toBeLessThanOrEqual(full.oftenAllowed);
  expect(full.seldom).toBeLessThanOrEqual(full.seldomAllowed);
  expect(full.often).toBeGreaterThan(full.seldom);
  prober.thin(20);
  const thinned = await count(20);
  expect(thinned.often).toBeLessThanOrEqual(thinned.oftenAllowed);
});

/** Logs out on each replica while all are probed, and analyses them against their own acknowledgements. */
async function logOutUnderProbes(replicas: readonly KnownReplica[], watchMs: number) {
  const prober = await start(replicas.map(({ url }) => url));
  prober.pace('fine');
  await delay(20);
  const answers = await Promise.all(replicas.map(({ url }) => logOut(url, credential)));
  await delay(watchMs);
  const untilMs = performance.now();
  const log = prober.stop();
  return replicas.map((replica, index) => {
    const name = `r-${index + 1}`;
    const { sentMs, doneMs: ackMs } = answers[index] ?? { sentMs: Number.NaN, doneMs: Number.NaN };
    const found = analyseReplica(name, log.get(name) ?? [], { sentMs, ackMs, untilMs });
    // The server ends what it accepts on its own clock reading; t_ack came a little later.
    return { found, endedMs: (staleMs: number) => replica.loggedOutMs() + staleMs - ackMs };
  });
}

test('a planted stale window of 40 ms lies in the interval that is read, on the replica that has it', async () => {
  const [stale, exact] = await logOutUnderProbes(
    [await kept(serveStaleFor(40)), await kept(serveStaleFor(0))],
    100,
  );
  const truthMs = stale?.endedMs(40) ?? Number.NaN;
  expect(stale?.found.lastStaleAcceptMs).toBeLessThan(truthMs);
  expect(stale?.found.firstRefusalMs).toBeGreaterThan(truthMs);
  expect(stale?.found.staleAccepts).toBeGreaterThan(5);
  expect(stale?.found.largestGapMs).toBeLessThan(40);
  expect(stale?.found).toMatchObject({ refusedBefore: 0, resurrections: 0, errors: 0 });
  expect(exact?.found).toMatchObject({
    staleAccepts: 0,
    lastStaleAcceptMs: null,
    resurrections: 0,
  });
});

test('a planted poll of 200 ms reads as anything from 0 to 200 ms, by the phase of the logout', async () => {
  const random = createRandom(3);
  const highsMs: number[] = [];
  for (let trial = 0; trial < 6; trial++) {
    const staleMs = random.uniform() * 200;
    const [polling] = await logOutUnderProbes([await kept(serveStaleFor(staleMs))], 250);
    const truthMs = polling?.endedMs(staleMs) ?? Number.NaN;
    expect(polling?.found.lastStaleAcceptMs ?? 0).toBeLessThanOrEqual(Math.max(0, truthMs));
    expect(polling?.found.firstRefusalMs).toBeGreaterThan(truthMs);
    highsMs.push(polling?.found.firstRefusalMs ?? Number.NaN);
  }
  expect(Math.max(...highsMs) - Math.min(...highsMs)).toBeGreaterThan(60);
});

test('a planted resurrection is found, and a replica that never refuses is censored', async () => {
  const back = await kept(
    serveReplica((since, response) =>
      answer(response, since === null || (since > 60 && since < 80) ? 200 : 401),
    ),
  );
  const [lazarus, eternal] = await logOutUnderProbes(
    [back, await kept(serveStaleFor(Number.POSITIVE_INFINITY))],
    150,
  );
  expect(lazarus?.found.resurrections).toBeGreaterThan(0);
  expect(lazarus?.found.firstRefusalMs).toBeGreaterThan(lazarus?.endedMs(80) ?? Number.NaN);
  expect(eternal?.found).toMatchObject({ firstRefusalMs: null, resurrections: 0 });
  const fleet = analyseFleet([lazarus, eternal].flatMap((replica) => replica?.found ?? []));
  expect(fleet).toMatchObject({ censored: true, fleetHighMs: null });
});

test('a 503 is neither an accept nor a refusal', async () => {
  const failing = await kept(
    serveReplica((since, response) => answer(response, since === null ? 200 : 503)),
  );
  const [replica] = await logOutUnderProbes([failing], 50);
  expect(replica?.found).toMatchObject({ staleAccepts: 0, firstRefusalMs: null });
  expect(replica?.found.errors).toBeGreaterThan(5);
  // Nothing was learned from the acknowledgement to the end of the watch.
  expect(replica?.found.largestGapMs).toBeGreaterThanOrEqual(50);
});
