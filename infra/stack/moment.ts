import type { Moment } from './stack.ts';

/** Runs an action between two stamps of this process' monotonic clock. */
export async function during(action: () => Promise<void> | void): Promise<Moment> {
  const beforeMs = performance.now();
  await action();
  return { beforeMs, afterMs: performance.now() };
}
