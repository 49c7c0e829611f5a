import { request } from 'undici';
import { z } from 'zod';
import type { Replica, Store } from '../../infra/stack/stack.ts';

/** What the bench reads from a replica's private port; the rest of that answer is for people. */
const replicaMetrics = z.object({
  cpuUserUs: z.number(),
  cpuSystemUs: z.number(),
  mainThreadCpuUs: z.number(),
  involuntaryContextSwitches: z.number(),
});

/**
 * CPU that an arm has used since its start, read from outside at the edges of a trial; the caller takes differences.
 */
export interface ArmCounters {
  readonly replicaCpuUs: number;
  readonly mainThreadCpuUs: number;
  readonly storeCpuUs: number;
  /** Times that the kernel took a replica off its core for another process. */
  readonly involuntarySwitches: number;
}

/**
 * Reads all replicas at once, then the store. The reading itself costs each replica one small request, which would
 * pull every ratio towards 1; a trial measures that cost by reading twice in a row, and it is taken off.
 */
export async function readArmCounters(arm: {
  readonly replicas: readonly Pick<Replica, 'metricsUrl'>[];
  readonly store: Pick<Store, 'counters'>;
}): Promise<ArmCounters> {
  const replicas = await Promise.all(
    arm.replicas.map(({ metricsUrl }) => readJson(`${metricsUrl}/metrics`, replicaMetrics)),
  );
  const store = await arm.store.counters();
  return {
    replicaCpuUs: sum(replicas.map(({ cpuUserUs, cpuSystemUs }) => cpuUserUs + cpuSystemUs)),
    mainThreadCpuUs: sum(replicas.map(({ mainThreadCpuUs }) => mainThreadCpuUs)),
    storeCpuUs: store.cpuUs,
    involuntarySwitches: sum(
      replicas.map(({ involuntaryContextSwitches }) => involuntaryContextSwitches),
    ),
  };
}

const verifiedTokens = z.object({ strategy: z.object({ verifiedTokenMisses: z.number() }) });

/** Tokens that the replicas of an arm have verified since their start, each of them a miss in its memory. */
export async function verifiedTokensOf(
  replicas: readonly Pick<Replica, 'metricsUrl'>[],
): Promise<number> {
  const read = await Promise.all(
    replicas.map(({ metricsUrl }) => readJson(`${metricsUrl}/metrics`, verifiedTokens)),
  );
  return sum(read.map(({ strategy }) => strategy.verifiedTokenMisses));
}

/** `used_memory`: what Redis has allocated. */
export async function usedMemoryBytes(store: Pick<Store, 'command'>): Promise<number> {
  const reply = z.string().parse(await store.command('INFO', 'memory'));
  return Number(/^used_memory:(\d+)/m.exec(reply)?.[1]);
}

const heap = z.object({ heapUsedBytes: z.number() });

/** Of one replica, after a collection; it stands still meanwhile. */
export async function weighHeapBytes(metricsUrl: string): Promise<number> {
  return (await readJson(`${metricsUrl}/heap`, heap)).heapUsedBytes;
}

async function readJson<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  const { statusCode, body } = await request(url);
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  return schema.parse(await body.json());
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
