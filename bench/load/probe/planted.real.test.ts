import { expect, test } from 'vitest';
import { until } from '../../../infra/stack/until.ts';
import { createRandom } from '../../stats/random.ts';
import { credential, endWithTest } from '../known-replicas.fixture.ts';
import {
  answer,
  type KnownServer,
  type PlantedReplica,
  serveReplica,
  serveResurrection,
  serveStaleFor,
} from '../known-server.ts';
import { cpuWaitMs, type Probe, startProber } from '../probe.ts';
import { logOut } from '../revoke.ts';
import { analyseFleet, analyseReplica } from './analyse.ts';

const { kept, probing } = endWithTest();

/** Probes of one replica, and the moment of its acknowledgement. */
interface Seen {
  readonly probes: readonly Probe[];
  readonly ackMs: number;
}

/** Logs out on each replica while all are probed, and analyses them when `isOver` says so of the probes of all. */
async function logOutUnderProbes(
  replicas: readonly (KnownServer & Partial<PlantedReplica>)[],
  isOver: (seen: readonly Seen[]) => boolean,
) {
  const targets = replicas.map(({ url }, index) => ({ name: `r-${index + 1}`, url }));
  const prober = probing(await startProber({ targets, path: '/me', ...credential }));
  prober.pace('fine');
  const isProbed = (_: unknown, index: number) => prober.log.get(`r-${index + 1}`)?.length;
  expect(await until(async () => replicas.every(isProbed), 30_000, 1)).toBe(true);
  const waitedBeforeMs = cpuWaitMs();
  const answers = await Promise.all(replicas.map(({ url }) => logOut(url, credential)));
  const seen = () =>
    answers.map(({ doneMs }, index) => ({
      probes: prober.log.get(`r-${index + 1}`) ?? [],
      ackMs: doneMs,
    }));
  expect(await until(async () => isOver(seen()), 30_000, 1)).toBe(true);
  const waitedMs = cpuWaitMs();
  const untilMs = performance.now();
  prober.stop();
  return seen().map(({ probes, ackMs }, index) => ({
    found: analyseReplica(`r-${index + 1}`, probes, {
      sentMs: answers[index]?.sentMs ?? Number.NaN,
      ackMs,
      untilMs,
    }),
    // The server ends what it accepts on its own clock reading; t_ack came a little later.
    endedMs: (replicas[index]?.endedMs?.() ?? Number.NaN) - ackMs,
    watchedMs: untilMs - ackMs,
    /** How long the prober was ready to probe and got no CPU. Infinity: the system does not say. */
    starvedMs: waitedMs === null || waitedBeforeMs === null ? Infinity : waitedMs - waitedBeforeMs,
  }));
}

/** The last five probes were refused, and one of them was sent after the acknowledgement. */
function isRefused({ probes, ackMs }: Seen): boolean {
  const last = probes.slice(-5);
  return last.every(({ verdict, sentMs }) => verdict === 'refused' && sentMs > ackMs);
}

test('a planted stale window of 40 ms lies in the interval that is read, on the replica that has it', async () => {
  const [stale, exact] = await logOutUnderProbes(
    [await kept(serveStaleFor(40, 20)), await kept(serveStaleFor(0))],
    (seen) => seen.every(isRefused),
  );
  expect(stale?.endedMs).toBeGreaterThan(0);
  expect(stale?.found.lastStaleAcceptMs).toBeLessThan(stale?.endedMs ?? Number.NaN);
  expect(stale?.found.firstRefusalMs).toBeGreaterThan(stale?.endedMs ?? Number.NaN);
  expect(stale?.found.staleAccepts).toBeGreaterThan(5);
  // On a machine without a CPU to spare the gap says nothing about the prober.
  expect(stale?.found.largestGapMs).toBeLessThan(40 + (stale?.starvedMs ?? Number.NaN));
  expect(stale?.found).toMatchObject({ refusedBefore: 0, resurrections: 0, errors: 0 });
  expect(exact?.found).toMatchObject({
    staleAccepts: 0,
    lastStaleAcceptMs: null,
    resurrections: 0,
  });
});

test('a planted poll of 200 ms reads as what is left of its period at the logout', async () => {
  const random = createRandom(3);
  for (let trial = 0; trial < 6; trial++) {
    const staleMs = random.uniform() * 200;
    const [polling] = await logOutUnderProbes([await kept(serveStaleFor(staleMs))], (seen) =>
      seen.every(isRefused),
    );
    const truthMs = polling?.endedMs ?? Number.NaN;
    expect(polling?.found.lastStaleAcceptMs ?? 0).toBeLessThanOrEqual(Math.max(0, truthMs));
    expect(polling?.found.firstRefusalMs).toBeGreaterThan(truthMs);
  }
});

test('a planted resurrection is found, and a replica that never refuses is censored', async () => {
  const [lazarus, eternal] = await logOutUnderProbes(
    [await kept(serveResurrection(20)), await kept(serveStaleFor(Number.POSITIVE_INFINITY))],
    ([back, never]) =>
      back !== undefined &&
      isRefused(back) &&
      back.probes.filter(({ verdict }) => verdict === 'refused').length > 25 &&
      never?.probes.some(({ sentMs }) => sentMs > never.ackMs) === true,
  );
  expect(lazarus?.found.resurrections).toBeGreaterThan(0);
  expect(lazarus?.found.firstRefusalMs).toBeGreaterThan(lazarus?.endedMs ?? Number.NaN);
  expect(eternal?.found).toMatchObject({ firstRefusalMs: null, resurrections: 0 });
  const fleet = analyseFleet([lazarus, eternal].flatMap((replica) => replica?.found ?? []));
  expect(fleet).toMatchObject({ censored: true, fleetHighMs: null });
});

test('a 503 is neither an accept nor a refusal', async () => {
  const failing = await kept(
    serveReplica((since, response) => answer(response, since === null ? 200 : 503)),
  );
  const [replica] = await logOutUnderProbes([failing], (seen) =>
    seen.every(({ probes }) => probes.filter(({ verdict }) => verdict === 'error').length > 5),
  );
  expect(replica?.found).toMatchObject({ staleAccepts: 0, firstRefusalMs: null });
  expect(replica?.found.errors).toBeGreaterThan(5);
  // Nothing was learned from the acknowledgement to the end of the watch.
  expect(replica?.found.largestGapMs).toBeGreaterThanOrEqual(replica?.watchedMs ?? Number.NaN);
});
