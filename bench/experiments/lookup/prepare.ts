import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import { type Credential, logInMany } from '../../load/credential.ts';
import type { Ceiling } from '../../result/lookup.ts';
import type { Random } from '../../stats/random.ts';
import type { ExperimentContext } from '../context.ts';
import { readArmCounters } from '../metrics.ts';
import { measuredPath } from './trial.ts';

export type Credentials = ReadonlyMap<string, readonly Credential[]>;
type PreparedArm = Pick<Arm, 'spec' | 'url' | 'replicas' | 'store'>;

export interface Preparation {
  readonly stack: Pick<Stack, 'loadAccount'>;
  readonly arms: readonly PreparedArm[];
  readonly generator: Pick<Generator, 'provide' | 'run'>;
  readonly size: { readonly credentials: number; readonly warmupRequestsPerReplica: number };
  readonly connections: number;
  readonly random: Random;
}

/** Logs in and warms up the arms of one stack. */
export async function prepareArms(preparation: Preparation): Promise<Credentials> {
  const { stack, arms, generator, size } = preparation;
  const credentials = await logInArms(stack, arms, generator, size.credentials);
  await warmUpArms({ ...preparation, requestsPerReplica: size.warmupRequestsPerReplica });
  return credentials;
}

/** Many subjects, one credential each: a single hot key would flatter every cache on the way. */
export async function logInArms(
  stack: Pick<Stack, 'loadAccount'>,
  arms: readonly PreparedArm[],
  generator: Pick<Generator, 'provide'>,
  count: number,
): Promise<Credentials> {
  const accounts = Array.from({ length: count }, (_, index) => stack.loadAccount(index));
  const credentials = new Map<string, readonly Credential[]>();
  for (const arm of arms) {
    const issued = await logInMany(arm.url, accounts);
    credentials.set(arm.spec.arm, issued);
    const headers = issued.map((credential) => credential.headers);
    await generator.provide(arm.spec.arm, headers);
  }
  return credentials;
}

/** Rounds in which every arm gets its share of the warm-up. */
const rounds = 8;
/** Times the connections of a trial: the same number of requests in less time. */
const haste = 4;

/**
 * Warms up by count and not by time: a slow machine gets the same number of chances to compile its hot code. In rounds
 * of random order: of two equal arms, the one that is warmed up first and whole reads 2.6 % cheaper in all that follows
 * (22 boots, in either order; in rounds the difference was 0.3 ± 0.7 %).
 */
export async function warmUpArms({
  arms,
  generator,
  requestsPerReplica,
  connections,
  random,
  onStep = () => undefined,
}: Pick<Preparation, 'arms' | 'generator' | 'connections' | 'random'> & {
  readonly requestsPerReplica: number;
  readonly onStep?: (done: number, total: number) => void;
}): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    onStep(round, rounds);
    for (const arm of random.shuffle(arms)) {
      const { url, spec, replicas } = arm;
      const share = Math.ceil((requestsPerReplica * replicas.length) / rounds);
      // As trials do. A replica that had never been asked on its private port would meet a second kind of request in
      // the first trial, throw away what V8 had optimised for one, and be dear until some 900 requests later.
      await readArmCounters(arm);
      await generator.run({
        url,
        path: measuredPath,
        credentials: spec.arm,
        firstCredential: round * share,
        connections: haste * connections,
        requests: Math.max(haste * connections, share),
      });
    }
  }
}

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
