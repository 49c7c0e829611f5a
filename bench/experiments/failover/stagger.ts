import { setTimeout as delay } from 'node:timers/promises';
import type { PacedRun } from '../../load/pace.ts';
import { mix } from './mix.ts';

/** Time for the pacer to hear of all loads before the first request is due. */
const leadMs = 100;

/**
 * Adds when each arm's first request is due: one after the other within a period. In step, the requests of all arms
 * would be under way at the same time, wait for each other, and meet a fault together.
 */
export function stagger<T extends object>(arms: readonly T[], ratePerSecond: number) {
  const firstMs = performance.now() + leadMs;
  const periodMs = 1_000 / ratePerSecond;
  return arms.map((arm, index) => ({
    ...arm,
    startAtMs: firstMs + (index / arms.length) * periodMs,
  }));
}

/** On a machine too busy for a quiet moment the next one must do. */
const attempts = 10;

/**
 * Resolves in a moment in which the load says that no request is under way and no POST is due for the longest time. A
 * process that is killed takes a while to die when the processors are busy, and goes on accepting; a GET that falls
 * into that while is repeated by the balancer. The POST that does is another fault: a replica killed with requests
 * inside.
 */
export async function untilQuiet(
  startAtMs: number,
  ratePerSecond: number,
  load: Pick<PacedRun, 'inFlight'>,
): Promise<void> {
  const periodMs = 1_000 / ratePerSecond;
  const cycleMs = mix.length * periodMs;
  // Two thirds of a period after the last POST of the mix: it has had the time to be answered.
  const quietMs = (mix.findLastIndex(({ method }) => method === 'POST') + 2 / 3) * periodMs;
  for (let attempt = 0; attempt < attempts; attempt++) {
    await delay(waitMs(performance.now() - startAtMs, cycleMs, quietMs));
    if ((await load.inFlight()) === 0) return;
  }
}

/** Until `quietMs` into a cycle; into the next one when that is just over. */
export function waitMs(sinceStartMs: number, cycleMs: number, quietMs: number): number {
  const phaseMs = ((sinceStartMs % cycleMs) + cycleMs) % cycleMs;
  return phaseMs <= quietMs ? quietMs - phaseMs : cycleMs - phaseMs + quietMs;
}
