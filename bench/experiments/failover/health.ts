import { request } from 'undici';
import type { Arm } from '../../../infra/stack/stack.ts';
import { until } from '../../../infra/stack/until.ts';
import type { Target } from './fault.ts';

/** The lab is not as it was before the fault, so nothing that is measured on it would mean anything. */
export class LabNotHealthy extends Error {
  override readonly name = 'LabNotHealthy';
}

/**
 * Many times what the balancer and the clients of Redis wait before they try again: room for a machine that is busy
 * with other things. What is not well after this will not be, and an experiment of an hour ends.
 */
const defaultTimeoutMs = 60_000;

/**
 * Resolves when every part answers as ready and the balancer asks every replica again. Each step may take the timeout.
 * @throws LabNotHealthy naming what does not
 */
export async function untilHealthy(
  { stack, arms }: Target,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  try {
    await stack.balancer.untilReady(timeoutMs);
    await Promise.all(arms.map((arm) => untilArmHealthy(arm, timeoutMs)));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LabNotHealthy(`the lab did not return to health: ${reason}`, { cause });
  }
}

async function untilArmHealthy(arm: Arm, timeoutMs: number): Promise<void> {
  await arm.store.untilReady(timeoutMs);
  await Promise.all(arm.replicas.map((replica) => replica.untilReady(timeoutMs)));
  const names = arm.replicas.map(({ name }) => name);
  let missing: readonly string[] = names;
  const inRotation = await until(
    async () => {
      const seen = await replicasAsked(arm, 2 * names.length);
      missing = names.filter((name) => !seen.has(name));
      return missing.length === 0;
    },
    timeoutMs,
    100,
  );
  if (!inRotation) {
    throw new Error(`the balancer asks ${missing.join(' and ')} nothing in ${timeoutMs} ms`);
  }
}

/** Who answers through the balancer. `/healthz` asks no store. */
async function replicasAsked(arm: Arm, requests: number): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for (let index = 0; index < requests; index++) {
    const { statusCode, headers, body } = await request(`${arm.url}/healthz`, {
      // A connection of its own: a pooled one may have been closed by a fault of the balancer.
      reset: true,
      headersTimeout: 3_000,
    });
    await body.dump();
    const replica = headers['x-replica'];
    if (statusCode === 200 && typeof replica === 'string') seen.add(replica);
  }
  return seen;
}
