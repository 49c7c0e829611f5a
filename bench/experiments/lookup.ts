import { takesPart } from '../../infra/contenders/contenders.ts';
import type { Arm, ArmSpec, Stack, StackDriver } from '../../infra/stack/stack.ts';
import { startStack } from '../../infra/stack/start.ts';
import { type Generator, openGenerator } from '../load/autocannon/generator.ts';
import { watchOtherPrograms } from '../load/other-programs.ts';
import type { LedgerRow, LookupResult } from '../result/lookup.ts';
import type { LookupTrial } from '../result/lookup-trial.ts';
import { optimisedEarly } from '../run/lab.ts';
import type { ExperimentContext } from './context.ts';
import { watchBackground } from './lookup/background.ts';
import { compareArms } from './lookup/compare.ts';
import { costsOf } from './lookup/costs.ts';
import { measureFirstSeen } from './lookup/first-seen.ts';
import { climb } from './lookup/ladder/climb.ts';
import { type ArmLoad, ladderLoads, ladderSpecs } from './lookup/ladder/steps.ts';
import { bytesPerRequest, type CountedWork, countWork, readAccessLog } from './lookup/ledger.ts';
import { measurePaced } from './lookup/paced.ts';
import { type Credentials, logInArms, measureCeiling, warmUpArms } from './lookup/prepare.ts';
import { sweepRoundTrips } from './lookup/round-trips.ts';
import { measureSurface } from './lookup/surface.ts';
import { besideOthers, measureTrial, trialsPerBlock } from './lookup/trial.ts';

/**
 * What one authenticated request costs. Blocks of one short trial per arm, in random order; the cost of an arm is
 * compared only with that of another arm in the same block, because the machine drifts.
 */
export async function runLookup(context: ExperimentContext): Promise<LookupResult> {
  const generator = await openGenerator();
  try {
    return await measureEverything(context, generator);
  } finally {
    await generator.close();
  }
}

async function measureEverything(
  context: ExperimentContext,
  generator: Generator,
): Promise<LookupResult> {
  const { trials, rungTrials, arms, credentials, stack } = await measureBoots(context, generator);
  const paced = await measurePaced(context, arms, credentials);
  const ledger = await countEveryArm(context, { generator, stack, arms, credentials });
  const ceiling = await measureCeiling(context, generator, arms);
  return {
    trials: [...trials],
    paced,
    costs: costsOf(trials),
    comparisons: compareArms(trials, paced),
    ledger,
    ladder: climb(trials, rungTrials),
    ceiling,
    surface: await measureSurface(context, generator),
    firstSeen: await measureFirstSeen(context, generator),
    ...(await sweepRoundTrips(context, generator)),
    sweeps: null,
  };
}

interface Measured extends MeasuredBlocks {
  /** Of the last boot. */
  readonly stack: Stack;
  readonly arms: readonly Arm[];
  readonly credentials: Credentials;
}

async function measureBoots(context: ExperimentContext, generator: Generator): Promise<Measured> {
  const { lab, plan, screen, random } = context;
  const { boots, ladderBoots } = plan.lookup;
  const boot = async (index: number): Promise<Measured> => {
    const stack = index === 0 ? lab.stack : await lab.reboot();
    const arms = measuredArms(stack);
    const specs = index < ladderBoots ? ladderSpecs(arms) : [];
    const ladderStack = await startLadder(stack.driver, specs);
    try {
      screen.phase('lookup: warming up');
      // In random order, so that no arm is always the first, which then waits longest for its warm-up.
      const inOrder = random.shuffle(arms);
      const credentials = await logInArms(stack, inOrder, generator, plan.lookup.credentials);
      const ladderArms = [...(ladderStack?.arms.values() ?? [])];
      if (ladderStack !== null)
        await logInArms(ladderStack, ladderArms, generator, plan.lookup.credentials);
      await warmUpArms({
        arms: [...arms, ...ladderArms],
        generator,
        requestsPerReplica: plan.lookup.warmupRequestsPerReplica,
        connections: plan.lookup.connections,
        random,
        onStep: (done, rounds) => screen.step(index * rounds + done, boots * rounds),
      });
      const measuring = { stack, arms, generator, boot: index, ladderStack };
      return { ...(await measureBlocks(context, measuring)), stack, arms, credentials };
    } finally {
      await ladderStack?.stop();
    }
  };

  let last = await boot(0);
  const trials = [...last.trials];
  const rungTrials = [...last.rungTrials];
  for (let index = 1; index < boots; index++) {
    last = await boot(index);
    trials.push(...last.trials);
    rungTrials.push(...last.rungTrials);
  }
  return { ...last, trials, rungTrials };
}

/** Returns null when every arm of the ladder is a contender of this run. */
async function startLadder(driver: StackDriver, specs: readonly ArmSpec[]): Promise<Stack | null> {
  return specs.length === 0 ? null : await startStack({ driver, arms: optimisedEarly(specs) });
}

/** A contender whose credentials only one replica knows has no cost behind a balancer: two thirds are refused. */
function measuredArms(stack: Stack): readonly Arm[] {
  return [...stack.arms.values()].filter(({ spec }) => takesPart(spec.contender, 'lookup'));
}

async function countEveryArm(
  { plan, screen }: ExperimentContext,
  {
    generator,
    stack,
    arms,
    credentials,
  }: Omit<Measured, keyof MeasuredBlocks> & {
    readonly generator: Generator;
  },
): Promise<LedgerRow[]> {
  screen.phase('lookup: counted work');
  const counted: CountedWork[] = [];
  const background = await watchBackground(arms);
  for (const [index, arm] of arms.entries()) {
    screen.step(index, arms.length);
    // The A/A arm does the same work as its twin.
    const idle = background.get(arm.spec.arm);
    if (idle === undefined || arm.spec.arm !== arm.spec.contender) continue;
    const own = credentials.get(arm.spec.arm) ?? [];
    counted.push(await countWork(arm, own, idle, generator, plan.lookup.ledgerRequests));
  }
  const windows = counted.map(({ window }) => window);
  const log = await readAccessLog(stack.balancer.accessLogPath, windows);
  return counted.map(({ row, window }) => ({ ...row, ...bytesPerRequest(log, window) }));
}

export interface MeasuredBlocks {
  readonly trials: readonly LookupTrial[];
  /** Of arms that only the ladder needs. */
  readonly rungTrials: readonly LookupTrial[];
}

/** The blocks of one boot: in each, the trials of every arm, and one of every arm that only the ladder needs. */
async function measureBlocks(
  context: ExperimentContext,
  lab: {
    readonly stack: Stack;
    readonly arms: readonly Arm[];
    readonly generator: Generator;
    readonly boot: number;
    /** Of arms that only the ladder needs, null without any. */
    readonly ladderStack: Stack | null;
  },
): Promise<MeasuredBlocks> {
  const { plan, screen, random, sinceStartMs, signal } = context;
  const { blocksPerBoot, boots } = plan.lookup;
  const { stack, arms, generator, boot, ladderStack } = lab;
  const tools = { generator, plan: plan.lookup, sinceStartMs };
  const own = arms.flatMap((arm): ArmLoad[] =>
    Array(trialsPerBlock(arm.spec, plan.lookup)).fill({ arm, presents: arm.spec.arm }),
  );
  const rungs = ladderStack === null ? [] : ladderLoads(ladderStack);
  const trials: LookupTrial[] = [];
  const rungTrials: LookupTrial[] = [];

  screen.phase('lookup: blocks');
  for (let index = 0; index < blocksPerBoot; index++) {
    const block = boot * blocksPerBoot + index;
    screen.step(block, boots * blocksPerBoot);
    const otherPrograms = watchOtherPrograms(stack.driver);
    const ofBlock: LookupTrial[] = [];
    const ofLadder: LookupTrial[] = [];
    for (const [position, load] of random.shuffle([...own, ...rungs]).entries()) {
      signal.throwIfAborted();
      const place = { boot, block, position };
      const balancer = load.balancer ?? stack.balancer;
      const trial = await measureTrial(load.arm, place, { ...tools, balancer }, load.presents);
      (rungs.includes(load) ? ofLadder : ofBlock).push(trial);
    }
    const share = otherPrograms();
    trials.push(...ofBlock.map((trial) => besideOthers(trial, share, plan.lookup)));
    rungTrials.push(...ofLadder.map((trial) => besideOthers(trial, share, plan.lookup)));
  }
  return { trials, rungTrials };
}
