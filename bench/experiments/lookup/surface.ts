import { contenderNamed, takesPart } from '../../../infra/contenders/contenders.ts';
import type { Stack } from '../../../infra/stack/stack.ts';
import type { Generator } from '../../load/autocannon/generator.ts';
import { watchOtherPrograms } from '../../load/other-programs.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import type { Surface } from '../../result/surface.ts';
import { aaArm, optimisedEarly } from '../../run/lab.ts';
import type { ExperimentContext } from '../context.ts';
import { armNamed, onOwnStack } from '../own-stack.ts';
import type { LookupPlan } from './plan.ts';
import { prepareArms } from './prepare.ts';
import { type SweptArm, signatures, variantSpec } from './round-trips/measure.ts';
import { changesOf, rowsOf } from './surface-rows.ts';
import { besideOthers, measureTrial } from './trial.ts';

/** What every other arm is divided by. */
const references = ['sessions', 'floor'];
const otherSessions = ['sessions-getex', 'sessions-hardened', 'sessions-cached'];
/** Each with every signature: one asks a denylist, the other asks nothing. */
const signedContenders = ['tokens', 'tokens-stateless'];

/**
 * What a request costs by algorithm, library and concurrency. On a stack of its own with one replica for each arm: a
 * signature costs what it costs on any of them. Null when the plan has no blocks for it, or when the run lacks
 * `sessions` or every signed contender.
 */
export async function measureSurface(
  context: ExperimentContext,
  generator: Generator,
): Promise<Surface | null> {
  const { lab, plan, screen, random } = context;
  const contenders = [...lab.stack.arms.values()].map(({ spec }) => spec.contender);
  const arms = surfaceArms(contenders);
  if (plan.lookup.surfaceBlocks === 0 || arms.length === 0) return null;

  screen.phase('lookup: surface');
  const specs = optimisedEarly(arms.map(({ spec }) => spec));
  return await onOwnStack(context, specs, async (stack) => {
    const { connections, warmupRequestsPerReplica, surfaceCredentials } = plan.lookup;
    const size = { credentials: surfaceCredentials, warmupRequestsPerReplica };
    const started = [...stack.arms.values()];
    await prepareArms({ stack, arms: started, generator, size, connections, random });
    const trials = await measureBlocks(context, stack, arms, generator);
    return { trials, rows: rowsOf(arms, trials), changes: changesOf(arms, trials) };
  });
}

/** The arms of a run with these contenders; none without `sessions` or without a signed contender. */
export function surfaceArms(contenders: readonly string[]): SweptArm[] {
  const present = (names: readonly string[]) =>
    names.filter((name) => contenders.includes(name) && takesPart(name, 'lookup'));
  const signed = present(signedContenders);
  if (!contenders.includes('sessions') || signed.length === 0) return [];
  const unsigned = present([...references, ...otherSessions]).map((name) => unsignedArm(name));
  const noise = contenders.includes('floor') ? [unsignedArm('floor', aaArm)] : [];
  const variants = signed.flatMap((contender) =>
    signatures.map(({ algorithm, library }) => ({
      spec: { ...variantSpec(algorithm, library, contender), replicas: 1 },
      algorithm,
      library,
    })),
  );
  return [...unsigned, ...noise, ...variants];
}

function unsignedArm(contender: string, arm = contender): SweptArm {
  return { spec: { arm, contender, replicas: 1 }, algorithm: null, library: null };
}

/** Fewer and more connections than in every other trial of lookup. */
const fewestConnections = 1;
const mostConnections = 48;

/** One trial of a block: an arm, and from how many connections it is asked. */
export interface SurfaceLoad {
  readonly arm: string;
  readonly connections: number;
}

/** The trials of one block: every arm at the usual number of connections, the plain ones at fewer and at more too. */
export function surfaceLoads(
  arms: readonly SweptArm[],
  usualConnections: number,
): readonly SurfaceLoad[] {
  return arms.flatMap((arm) => {
    const further = isPlain(arm) ? [fewestConnections, mostConnections] : [];
    return [usualConnections, ...further].map((connections) => ({
      arm: arm.spec.arm,
      connections,
    }));
  });
}

/** A reference, or a signed contender as its card describes it. */
function isPlain({ spec, algorithm, library }: SweptArm): boolean {
  if (algorithm === null) return references.includes(spec.arm);
  const card = contenderNamed(spec.contender);
  return card.algorithm === algorithm && card.library === library;
}

async function measureBlocks(
  { plan, random, screen, signal, sinceStartMs }: ExperimentContext,
  stack: Stack,
  arms: readonly SweptArm[],
  generator: Generator,
): Promise<LookupTrial[]> {
  const { surfaceBlocks, connections: usual } = plan.lookup;
  const tools = { generator, balancer: stack.balancer, sinceStartMs };
  const loads = surfaceLoads(arms, usual);
  const trials: LookupTrial[] = [];
  for (let block = 0; block < surfaceBlocks; block++) {
    screen.step(block, surfaceBlocks);
    const otherPrograms = watchOtherPrograms(stack.driver);
    const ofBlock: LookupTrial[] = [];
    for (const [position, { arm, connections }] of random.shuffle(loads).entries()) {
      signal.throwIfAborted();
      const place = { boot: 0, block, position };
      const window = { ...tools, plan: windowOf(plan.lookup, connections) };
      ofBlock.push(await measureTrial(armNamed(stack, arm), place, window));
    }
    const share = otherPrograms();
    trials.push(...ofBlock.map((trial) => besideOthers(trial, share, plan.lookup)));
  }
  return trials;
}

/** The usual window, longer where many connections would each carry only a request or two. */
function windowOf(plan: LookupPlan, connections: number) {
  const { requestsPerTrial, settleRequests } = plan;
  return {
    connections,
    requestsPerTrial: Math.max(requestsPerTrial, 5 * connections),
    settleRequests: Math.max(settleRequests, 2 * connections),
  };
}
