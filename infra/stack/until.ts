import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the condition holds. True if it did within `timeoutMs`, false if not. */
export async function until(
  condition: () => Promise<boolean> | boolean,
  timeoutMs: number,
  pauseMs = 5,
): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() >= deadlineMs) return false;
    await sleep(pauseMs);
  }
}
