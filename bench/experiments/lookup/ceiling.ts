import type { Arm } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import type { Ceiling } from '../../result/lookup.ts';
import type { ExperimentContext } from '../context.ts';

/** Answered by nginx alone (`infra/nginx/render.ts`): the generator's own limit, with the balancer's. */
const ceilingPath = '/balancer-ceiling';

/** Null without an arm. The best of a few windows: a ceiling is what can be reached. */
export async function measureCeiling(
  { plan }: ExperimentContext,
  generator: Pick<Generator, 'run'>,
  arms: readonly Arm[],
): Promise<Ceiling | null> {
  const [arm] = arms;
  if (arm === undefined) return null;
  const { connections, ceilingRequests } = plan.lookup;
  const windows: Ceiling[] = [];
  for (let window = 0; window < 4; window++) {
    const load = { url: arm.url, path: ceilingPath, connections, requests: ceilingRequests };
    const { requests, durationMs, utilization } = await generator.run(load);
    const requestsPerSecond = (1_000 * requests) / durationMs;
    windows.push({ requests, requestsPerSecond, generatorUtilization: utilization });
  }
  return windows.reduce((best, next) =>
    next.requestsPerSecond > best.requestsPerSecond ? next : best,
  );
}
