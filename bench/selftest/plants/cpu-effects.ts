import { compareArms } from '../../experiments/lookup/compare.ts';
import { lookupPlans } from '../../experiments/lookup/plan.ts';
import { warmUpArms } from '../../experiments/lookup/prepare.ts';
import { type MeasuredArm, measureTrial, trialsPerBlock } from '../../experiments/lookup/trial.ts';
import { valuesOf } from '../../result/block-values.ts';
import { headlineFor, headlineOf } from '../../result/headline.ts';
import type { Comparison } from '../../result/lookup.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { aaArm } from '../../run/lab.ts';
import { meanOf } from '../../stats/interval.ts';
import type { Finding, Plant, PlantContext, Proof } from '../plant.ts';
import { type PlantedLab, trialTools, withBurdenedFloors } from '../planted-lab.ts';

const effectPercent = 5;
/** To weigh one step of work with: about as much as a request itself. */
const calibrationSteps = 100_000;
const calibrationBlocks = 40;

/** Everything but the work is that of the default profile. */
const plan = lookupPlans.default;

const base = 'floor';
/** Under the name of a contender, so that the analysis of a run takes it for one. */
const planted = 'sessions';
const armNames = [base, aaArm, planted] as const;

/**
 * Three real floors, one of them with a little work more on each request, in as many boots and blocks as the default
 * profile has, judged by the very analysis of a run, which is not told what they are.
 */
export const cpuEffects: Plant = {
  name: 'cpu-effects',
  async prove(context) {
    const workSteps = await calibrate(context);
    const runs: LookupTrial[][] = [];
    while (runs.length < context.repetitions) {
      runs.push(await measureRun(workSteps, context));
      context.say(`cpu effects: ${runs.length} of ${context.repetitions}`);
    }
    return proofsOf(runs.map((trials) => compareArms(trials, [])));
  },
};

/** How many steps make a request 5 % costlier by the headline, from the cost of a request and of one with known work. */
async function calibrate(context: PlantContext): Promise<number> {
  return await withFloors(calibrationSteps, context, async (lab) => {
    const trials = await measureBlocks(lab, 0, calibrationBlocks, context);
    const headline = headlineFor(trials);
    const cost = (arm: string) => meanOf(valuesOf(trials, arm, headline).map(({ value }) => value));
    const perStep = (cost(planted) - cost(base)) / calibrationSteps;
    return Math.round((cost(base) * effectPercent) / 100 / perStep);
  });
}

/**
 * The trials of one repetition, in boots of its own. Repetitions that share boots share their luck, so they would be
 * fewer than they seem.
 */
async function measureRun(workSteps: number, context: PlantContext): Promise<LookupTrial[]> {
  const trials: LookupTrial[] = [];
  for (let boot = 0; boot < plan.boots; boot++) {
    await withFloors(workSteps, context, async (lab) => {
      trials.push(...(await measureBlocks(lab, boot, plan.blocksPerBoot, context)));
    });
  }
  return trials;
}

async function withFloors<T>(
  workSteps: number,
  { random }: PlantContext,
  use: (lab: PlantedLab) => Promise<T>,
): Promise<T> {
  const floors = armNames.map((arm) => ({ arm, workSteps: arm === planted ? workSteps : 0 }));
  return await withBurdenedFloors(floors, async (lab) => {
    const { generator } = lab;
    const { warmupRequestsPerReplica: requestsPerReplica, connections } = plan;
    const arms = armNames.map((arm) => lab.arm(arm));
    await warmUpArms({ arms, generator, requestsPerReplica, connections, random });
    return await use(lab);
  });
}

async function measureBlocks(
  lab: PlantedLab,
  boot: number,
  blocks: number,
  { random, signal }: PlantContext,
): Promise<LookupTrial[]> {
  const tools = trialTools(lab, plan);
  const loads = armNames.flatMap((name) => {
    const arm = lab.arm(name);
    return Array<MeasuredArm>(trialsPerBlock(arm.spec, plan)).fill(arm);
  });
  const trials: LookupTrial[] = [];
  for (let index = 0; index < blocks; index++) {
    signal.throwIfAborted();
    const block = boot * blocks + index;
    for (const [position, arm] of random.shuffle(loads).entries())
      trials.push(await measureTrial(arm, { boot, block, position }, tools));
  }
  return trials;
}

function proofsOf(runs: readonly (readonly Comparison[])[]): Proof[] {
  const findingsOf = (a: string, right: (comparison: Comparison) => boolean) =>
    runs.map((comparisons): Finding => {
      const headline = headlineOf({ comparisons });
      const found = comparisons.find((each) => each.a === a && each.metric === headline);
      return found === undefined
        ? { said: 'nothing', right: false }
        : { said: sentence(found), right: right(found) };
    });
  return [
    {
      planted: `${effectPercent} % more CPU per request`,
      requiredShare: 0.9,
      findings: findingsOf(planted, ({ verdict }) => verdict === 'costs-more'),
    },
    {
      planted: 'two equal arms: not called different',
      requiredShare: 0.95,
      findings: findingsOf(base, ({ verdict }) => !verdict.startsWith('costs')),
    },
    {
      planted: 'two equal arms: the interval holds 1',
      requiredShare: 0.95,
      findings: findingsOf(base, ({ low, high }) => (low ?? 0) <= 1 && (high ?? 0) >= 1),
    },
  ];
}

function sentence({ verdict, ratio, low, high, lag1 }: Comparison): string {
  const [center, from, to] = [ratio, low, high].map((value) => value?.toFixed(3) ?? 'none');
  return `${verdict} ${center} [${from}, ${to}], neighbours ${lag1?.toFixed(2) ?? 'none'}`;
}
