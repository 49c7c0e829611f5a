import { request } from 'undici';
import { z } from 'zod';
import type { Arm } from '../../../infra/stack/stack.ts';

const metrics = z.object({ pid: z.number(), executions: z.record(z.string(), z.number()) });

/** Requests that reached a route of one replica process since it started. */
export interface ReplicaExecutions {
  readonly pid: number;
  readonly requests: number;
}

/** The requests that each replica of an arm has executed until now. */
export function readExecutionsOf({ replicas }: Arm): Promise<ReplicaExecutions[]> {
  return Promise.all(
    replicas.map(async ({ metricsUrl }) => {
      const { body } = await request(`${metricsUrl}/metrics`);
      const { pid, executions } = metrics.parse(await body.json());
      return { pid, requests: Object.values(executions).reduce((sum, each) => sum + each, 0) };
    }),
  );
}

/**
 * How many requests were executed more often than they were sent: a retry whose first attempt had run all the same.
 * Null when a replica was replaced: a dead process takes its counter with it.
 */
export function duplicateExecutions(
  before: readonly ReplicaExecutions[],
  after: readonly ReplicaExecutions[],
  sent: number,
): number | null {
  let executed = 0;
  for (const [index, now] of after.entries()) {
    const then = before[index];
    if (then === undefined || then.pid !== now.pid) return null;
    executed += now.requests - then.requests;
  }
  return Math.max(0, executed - sent);
}
