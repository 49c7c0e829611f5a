import { z } from 'zod';
import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { type Account, logIn } from '../../load/credential.ts';
import type { PopulationRow, Sweeps } from '../../result/sweeps.ts';
import { usedMemoryBytes, weighHeapBytes } from '../metrics.ts';
import { armNamed } from '../own-stack.ts';
import { measureArms, ratioTo, rowOf, type SweepTools, sweep } from './measure.ts';

/**
 * Entries written straight into Redis, in the form in which the apps write them. A million logins and logouts over HTTP
 * would take half an hour; so this file alone in the bench knows keys of the apps.
 */
export interface Population {
  readonly contender: string;
  /** Each replica keeps all entries itself, and reads them when it starts. */
  readonly copiedByReplicas: boolean;
  /** Lua. KEYS[1]: a record to copy, or the empty text. ARGV: first number, last number, expiry in ms. */
  readonly script: string;
  /** Of a record that a login makes, to be copied; null when the entry has no content. */
  readonly copiedFrom: string | null;
}

const populations: readonly Population[] = [
  {
    contender: 'sessions-hardened',
    copiedByReplicas: false,
    copiedFrom: 'sess:*',
    script: `local record = redis.call('GET', KEYS[1])
for index = ARGV[1], ARGV[2] do
  redis.call('SET', string.format('sess:%032d', index), record, 'PXAT', ARGV[3])
end`,
  },
  {
    contender: 'tokens',
    copiedByReplicas: false,
    copiedFrom: null,
    script: `for index = ARGV[1], ARGV[2] do
  redis.call('SET', string.format('deny:urn:lab:tokens:%022d', index), '1', 'PXAT', ARGV[3])
end`,
  },
  {
    contender: 'tokens-pushed',
    copiedByReplicas: true,
    copiedFrom: null,
    script: `for index = ARGV[1], ARGV[2] do
  redis.call('ZADD', '{rev:urn:lab:tokens-pushed}:token', ARGV[3], string.format('%022d', index))
end`,
  },
];

/** Entries per call. Redis serves no other client during a call. */
const batch = 5_000;
const lifeMs = 4 * 60 * 60 * 1_000; // 4 hours: longer than the sweep

async function fillStore(
  arm: Pick<Arm, 'store' | 'url'>,
  { script, copiedFrom }: Population,
  live: number,
  account: Account,
): Promise<void> {
  const endsAtMs = String(Date.now() + lifeMs);
  const record = copiedFrom === null ? '' : await recordToCopy(arm, copiedFrom, account);
  for (let first = 1; first <= live; first += batch) {
    const last = Math.min(live, first + batch - 1);
    await arm.store.command('EVAL', script, '1', record, String(first), String(last), endsAtMs);
  }
}

const scanReply = z.tuple([z.string(), z.array(z.string())]);

async function recordToCopy(
  { store, url }: Pick<Arm, 'store' | 'url'>,
  pattern: string,
  account: Account,
): Promise<string> {
  await logIn(url, account);
  const reply = await store.command('SCAN', '0', 'MATCH', pattern, 'COUNT', '1000');
  const [, [key]] = scanReply.parse(reply);
  if (key === undefined) throw new Error(`a login left no record ${pattern} behind`);
  return key;
}

interface PopulatedArm {
  readonly spec: ArmSpec;
  readonly population: Population;
  readonly live: number;
}

/** What an arm takes, in bytes: its store for the entries alone, a replica in all. */
interface WeighedArm extends PopulatedArm {
  readonly storeBytes: number;
  readonly replicaBytes: number;
}

/** What one request costs while few or many credentials are alive, and what each of them takes. */
export async function sweepPopulations(
  tools: SweepTools,
): Promise<Pick<Sweeps, 'trials' | 'populations'>> {
  const { largestPopulation, smallerPopulations } = tools.context.plan.sweeps;
  const sizes = Array.from({ length: smallerPopulations + 1 }, (_, step) =>
    Math.ceil(largestPopulation / 10 ** (smallerPopulations - step)),
  );
  const [fewest = 0] = sizes;
  const arms = populations.flatMap((population) =>
    sizes.map((live) => populatedArm(population, live)),
  );

  return await sweep(tools, 'populations', arms, async (stack) => {
    const storeBytes: number[] = [];
    for (const arm of arms) storeBytes.push(await populate(stack, arm));
    const { trials } = await measureArms(tools, stack, [...stack.arms.values()]);
    const weighed = new Map<string, WeighedArm>();
    for (const [index, arm] of arms.entries()) {
      const replicaBytes = await heapBytes(armNamed(stack, arm.spec.arm));
      weighed.set(arm.spec.arm, { ...arm, storeBytes: storeBytes[index] ?? 0, replicaBytes });
    }
    return {
      trials,
      populations: [...weighed.values()].map((arm) => {
        const base = populatedArm(arm.population, fewest).spec.arm;
        return {
          ...rowOf(trials, arm.spec),
          live: arm.live,
          ...bytesPerEntry(arm, weighed.get(base) ?? arm),
          againstFewest: ratioTo(trials, arm.spec.arm, base),
        };
      }),
    };
  });
}

function populatedArm(population: Population, live: number): PopulatedArm {
  const { contender } = population;
  // Longer than the sweep: nothing may expire while it is measured.
  const environment = { CREDENTIAL_TTL_SECONDS: String(4 * 60 * 60) };
  const spec = { arm: `${contender}-live-${live}`, contender, replicas: 1, environment };
  return { spec, population, live };
}

/** Fills the arm's store; returns by how much its memory has grown. */
async function populate(stack: Stack, { spec, population, live }: PopulatedArm): Promise<number> {
  const arm = armNamed(stack, spec.arm);
  const before = await usedMemoryBytes(arm.store);
  await fillStore(arm, population, live, stack.loadAccount(0));
  const grown = (await usedMemoryBytes(arm.store)) - before;
  if (!population.copiedByReplicas) return grown;
  // Their copy is made at the start, as after a deployment; following a million entries one by one takes minutes.
  for (const replica of arm.replicas) {
    await replica.kill();
    await replica.start();
    await replica.untilReady(60_000);
  }
  return grown;
}

/** With fewer, what connections and compiled code take hides the entries. */
const fewestToWeigh = 10_000;

/** A replica's own memory is that beyond `base`, the arm with the fewest. Null for too few to weigh. */
function bytesPerEntry(
  { live, storeBytes, replicaBytes }: WeighedArm,
  base: WeighedArm,
): Pick<PopulationRow, 'storeBytesPerEntry' | 'replicaBytesPerEntry'> {
  if (live < fewestToWeigh) return { storeBytesPerEntry: null, replicaBytesPerEntry: null };
  return {
    storeBytesPerEntry: storeBytes / live,
    replicaBytesPerEntry:
      live === base.live ? null : (replicaBytes - base.replicaBytes) / (live - base.live),
  };
}

/** Of the lightest replica: what each keeps beside the entries differs by little, and only upwards. */
async function heapBytes({ replicas }: Arm): Promise<number> {
  return Math.min(
    ...(await Promise.all(replicas.map(({ metricsUrl }) => weighHeapBytes(metricsUrl)))),
  );
}
