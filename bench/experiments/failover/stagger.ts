import { setTimeout as delay } from 'node:timers/promises';
import type { Arm } from '../../../infra/stack/stack.ts';

/** Time for the pacer to hear of all loads before the first request is due. */
const leadMs = 100;

/**
 * When each arm's first request is due: one after the other within a period. In step, the requests of all arms would
 * be under way at the same time, wait for each other, and meet a fault together.
 */
export function stagger(
  arms: readonly Arm[],
  ratePerSecond: number,
): ReadonlyMap<Arm, { readonly startAtMs: number }> {
  const firstMs = performance.now() + leadMs;
  const periodMs = 1_000 / ratePerSecond;
  return new Map(
    arms.map((arm, index) => [arm, { startAtMs: firstMs + (index / arms.length) * periodMs }]),
  );
}

/** The last part of the period between two requests: the first has had the time to be answered. */
export async function untilBetweenRequests(
  startAtMs: number,
  ratePerSecond: number,
): Promise<void> {
  const periodMs = 1_000 / ratePerSecond;
  await delay(waitMs(performance.now() - startAtMs, periodMs));
}

/** From `sinceStartMs` to two thirds of a period; a whole period more when that is just over. */
export function waitMs(sinceStartMs: number, periodMs: number): number {
  const phaseMs = ((sinceStartMs % periodMs) + periodMs) % periodMs;
  const quietMs = (2 / 3) * periodMs;
  return phaseMs <= quietMs ? quietMs - phaseMs : periodMs - phaseMs + quietMs;
}
