import type { Arm, Stack } from '../../../infra/stack/stack.ts';
import type { Generator, RequestHeaders } from '../../load/autocannon/generator.ts';
import { logInMany } from '../../load/credential.ts';
import { watchOtherPrograms } from '../../load/other-programs.ts';
import type { FirstSeen, FirstSeenTrial } from '../../result/first-seen.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { optimisedEarly } from '../../run/lab.ts';
import type { Random } from '../../stats/random.ts';
import type { ExperimentContext } from '../context.ts';
import { verifiedTokensOf } from '../metrics.ts';
import { armNamed, onOwnStack } from '../own-stack.ts';
import { cachedArm, curveOf, referenceArm } from './first-seen-curve.ts';
import { warmUpArms } from './prepare.ts';
import { besideOthers, measureTrial, type TrialTools } from './trial.ts';

/** Of the requests of a trial, those that present a token which the replica has not seen before. */
export const firstSeenShares = [0, 0.1, 0.5, 1];
/** Of the warm-up, so that the replica is warm for both kinds of requests. */
const warmupShare = 0.5;

/**
 * What a cache of verified tokens costs by the share of tokens that it has not seen, against the same contender without
 * the cache. On a stack of its own with one replica of each. Null when the plan has no blocks for it, or when the run
 * lacks one of the two.
 */
export async function measureFirstSeen(
  context: ExperimentContext,
  generator: Generator,
): Promise<FirstSeen | null> {
  const { lab, plan, screen } = context;
  const arms = [referenceArm, cachedArm];
  if (plan.lookup.firstSeenBlocks === 0 || !arms.every((arm) => lab.stack.arms.has(arm)))
    return null;

  screen.phase('lookup: first-seen tokens');
  const specs = arms.map((arm) => ({ arm, contender: arm, replicas: 1 }));
  return await onOwnStack(context, optimisedEarly(specs), async (stack) => {
    const tokens = await prepareBoth(context, stack, generator);
    const trials = await measureBlocks(context, stack, generator, tokens);
    return { contender: cachedArm, reference: referenceArm, trials, ...curveOf(trials) };
  });
}

/** Of the arm with the cache. */
interface Tokens {
  /** The replica has seen them. */
  readonly warm: readonly RequestHeaders[];
  /** The replica has issued them and has not seen them in a request. Each is taken out before it is presented. */
  readonly fresh: RequestHeaders[];
}

/** Logs in for all trials at once, so that no trial follows logins, and warms both arms up with the same mixture. */
async function prepareBoth(
  { plan, random }: ExperimentContext,
  stack: Stack,
  generator: Generator,
): Promise<Tokens> {
  const { connections, requestsPerTrial, warmupRequestsPerReplica, surfaceCredentials } =
    plan.lookup;
  const ofBlock = firstSeenShares.map((share) => firstSeenOf(requestsPerTrial, share));
  const forTrials = plan.lookup.firstSeenBlocks * ofBlock.reduce((sum, count) => sum + count, 0);
  const forWarmup = firstSeenOf(warmupRequestsPerReplica, warmupShare);
  const logInTo = async (name: string, fresh: number): Promise<Tokens> => {
    const arm = armNamed(stack, name);
    const warm = await logInMany(arm.url, accountsOf(stack, surfaceCredentials));
    const issued = await logInMany(arm.url, accountsOf(stack, fresh, surfaceCredentials));
    const headersOf = (credentials: typeof warm) => credentials.map(({ headers }) => headers);
    const tokens = { warm: headersOf(warm), fresh: headersOf(issued) };
    const mixture = presentedTokens(warmupRequestsPerReplica, warmupShare, tokens, random);
    await generator.provide(name, mixture);
    return tokens;
  };
  const reference = await logInTo(referenceArm, forWarmup);
  const cached = await logInTo(cachedArm, forWarmup + forTrials);
  const arms = [...stack.arms.values()];
  const requestsPerReplica = warmupRequestsPerReplica;
  await warmUpArms({ arms, generator, requestsPerReplica, connections, random });
  await generator.provide(referenceArm, reference.warm);
  await generator.provide(cachedArm, cached.warm);
  return cached;
}

/** Accounts of so many logins. An account logs in again when all of them have. */
function accountsOf(stack: Pick<Stack, 'loadAccount'>, logins: number, accounts = logins) {
  return Array.from({ length: logins }, (_, index) => stack.loadAccount(index % accounts));
}

function firstSeenOf(requests: number, share: number): number {
  return Math.round(requests * share);
}

/**
 * What the requests of one window present, in random order: this share of them fresh tokens, which are taken out and so
 * presented once, and the others warm tokens in turn.
 *
 * @throws RangeError when too few fresh tokens are left
 */
export function presentedTokens(
  requests: number,
  share: number,
  { warm, fresh }: Tokens,
  random: Random,
): RequestHeaders[] {
  const taken = fresh.splice(0, firstSeenOf(requests, share));
  if (taken.length < firstSeenOf(requests, share))
    throw new RangeError(`${taken.length} fresh tokens are too few for ${requests} requests`);
  const rest = requests - taken.length;
  const inTurn = Array.from({ length: Math.ceil(rest / warm.length) }, () => random.shuffle(warm));
  return random.shuffle([...taken, ...inTurn.flat().slice(0, rest)]);
}

async function measureBlocks(
  { plan, random, screen, signal, sinceStartMs }: ExperimentContext,
  stack: Stack,
  generator: Generator,
  tokens: Tokens,
): Promise<FirstSeenTrial[]> {
  const { firstSeenBlocks } = plan.lookup;
  const tools = { generator, balancer: stack.balancer, plan: plan.lookup, sinceStartMs };
  const reference = armNamed(stack, referenceArm);
  const cached = armNamed(stack, cachedArm);
  const trials: FirstSeenTrial[] = [];
  for (let block = 0; block < firstSeenBlocks; block++) {
    screen.step(block, firstSeenBlocks);
    const otherPrograms = watchOtherPrograms(stack.driver);
    const ofBlock: FirstSeenTrial[] = [];
    // Null is the reference, which has one trial in each block as every share has.
    for (const [position, share] of random.shuffle([null, ...firstSeenShares]).entries()) {
      signal.throwIfAborted();
      const place = { boot: 0, block, position };
      if (share === null) {
        const trial = await measureTrial(reference, place, tools);
        ofBlock.push({ ...trial, share: 0, firstSeen: 0, verified: null });
      } else {
        const { requestsPerTrial } = plan.lookup;
        const presented = presentedTokens(requestsPerTrial, share, tokens, random);
        ofBlock.push(await measureShare(cached, place, share, presented, tools));
      }
    }
    const othersShare = otherPrograms();
    trials.push(
      ...ofBlock.map((trial) => ({ ...trial, ...besideOthers(trial, othersShare, plan.lookup) })),
    );
  }
  return trials;
}

/** One trial of the arm with the cache. The requests before its window present warm tokens only. */
export async function measureShare(
  arm: Arm,
  place: Pick<LookupTrial, 'boot' | 'block' | 'position'>,
  share: number,
  presented: readonly RequestHeaders[],
  tools: Omit<TrialTools, 'generator'> & { readonly generator: Pick<Generator, 'run' | 'provide'> },
): Promise<FirstSeenTrial> {
  const mixture = `${arm.spec.arm}, first seen in part`;
  await tools.generator.provide(mixture, presented);
  const before = await verifiedTokensOf(arm.replicas);
  const trial = await measureTrial(arm, place, tools, mixture, arm.spec.arm);
  const verified = (await verifiedTokensOf(arm.replicas)) - before;
  return withVerified(trial, share, verified);
}

/** The trial with the replica's own count. Invalid if the replica did not verify exactly the first-seen tokens. */
export function withVerified(trial: LookupTrial, share: number, verified: number): FirstSeenTrial {
  const firstSeen = firstSeenOf(trial.requests, share);
  const found = { ...trial, share, firstSeen, verified };
  if (verified === firstSeen) return found;
  const reason = `the replica verified ${verified} tokens, and ${firstSeen} were first seen`;
  return { ...found, valid: false, invalidBecause: [...trial.invalidBecause, reason] };
}
