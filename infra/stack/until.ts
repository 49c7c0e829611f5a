import { setTimeout as sleep } from 'node:timers/promises';

/** Checks the condition again and again. True when it held within `timeoutMs`, false when it did not. */
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
