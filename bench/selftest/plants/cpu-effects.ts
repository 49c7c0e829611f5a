import { lookupPlans } from '../../experiments/lookup/plan.ts';
import { warmUpArms } from '../../experiments/lookup/prepare.ts';
import { measureTrial } from '../../experiments/lookup/trial.ts';
import { pairsOf, valuesOf } from '../../result/block-values.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { meanOf } from '../../stats/interval.ts';
import type { Random } from '../../stats/random.ts';
import { pairedRatio } from '../../stats/ratio.ts';
import { verdictOf } from '../../stats/verdict.ts';
import type { Finding, Plant, PlantContext, Proof } from '../plant.ts';
import { type PlantedLab, setWork, withPlantedLab } from '../planted-lab.ts';

const effectPercent = 5;
/** About the CPU of a cheap real request. */
const baseSteps = 60_000;
const boots = 2;
const blocksPerBoot = 40;
const calibrationBlocks = 40;
const arms = [{ arm: 'base' }, { arm: 'equal' }, { arm: 'planted' }];

/** One arm equal to the base and one that is 5 % costlier, measured in the same blocks, with fresh processes each time. */
export const cpuEffects: Plant = {
  name: 'cpu-effects',
  async prove(context) {
    const plantedSteps = await withPlantedLab(arms, (lab) => calibrate(lab, context));
    const findings: { equal: Finding; effect: Finding }[] = [];
    for (let repetition = 0; repetition < context.repetitions; repetition++) {
      const trials: LookupTrial[] = [];
      for (let boot = 0; boot < boots; boot++) {
        context.signal.throwIfAborted();
        trials.push(
          ...(await withPlantedLab(arms, async (lab) => {
            await prepare(lab, plantedSteps, context.random);
            return await measureBlocks(lab, boot, blocksPerBoot, context);
          })),
        );
      }
      findings.push(judge(trials));
      context.say(`cpu effects: ${repetition + 1} of ${context.repetitions}`);
    }
    return proofsOf(findings);
  },
};

/** How many steps make a request 5 % costlier, from the cost of a request and what doubling its work adds. */
async function calibrate(lab: PlantedLab, context: PlantContext): Promise<number> {
  await prepare(lab, 2 * baseSteps, context.random);
  const trials = await measureBlocks(lab, 0, calibrationBlocks, context);
  const base = meanCost(trials, 'base');
  const perStep = (meanCost(trials, 'planted') - base) / baseSteps;
  return Math.round(baseSteps + (base * effectPercent) / 100 / perStep);
}

async function prepare(lab: PlantedLab, plantedSteps: number, random: Random): Promise<void> {
  for (const { arm } of arms)
    await setWork(lab.arm(arm), arm === 'planted' ? plantedSteps : baseSteps);
  const { warmupRequestsPerReplica: requestsPerReplica, connections } = lookupPlans.smoke;
  const { generator } = lab;
  const prepared = arms.map(({ arm }) => lab.arm(arm));
  await warmUpArms({ arms: prepared, generator, requestsPerReplica, connections, random });
}

async function measureBlocks(
  { stack, generator, arm: armNamed }: PlantedLab,
  boot: number,
  blocks: number,
  { random }: PlantContext,
): Promise<LookupTrial[]> {
  const plan = lookupPlans.default;
  const tools = {
    generator,
    balancer: stack.balancer,
    plan,
    sinceStartMs: () => performance.now(),
  };
  const trials: LookupTrial[] = [];
  for (let index = 0; index < blocks; index++) {
    const block = boot * blocks + index;
    for (const [position, { arm }] of random.shuffle(arms).entries())
      trials.push(await measureTrial(armNamed(arm), { boot, block, position }, tools));
  }
  return trials;
}

/** By the harness' own rule, with the pair of equal arms as the noise that an effect must exceed. */
function judge(trials: readonly LookupTrial[]): { equal: Finding; effect: Finding } {
  const costs = (arm: string) => valuesOf(trials, arm, 'replicaCpuUsPerRequest');
  const equal = pairedRatio(pairsOf(costs('equal'), costs('base')));
  const effect = pairedRatio(pairsOf(costs('planted'), costs('base')));
  const saidOfEqual = verdictOf(equal, equal);
  const saidOfEffect = verdictOf(effect, equal);
  return {
    equal: { said: sentence(saidOfEqual, equal), right: !saidOfEqual.startsWith('costs') },
    effect: { said: sentence(saidOfEffect, effect), right: saidOfEffect === 'costs-more' },
  };
}

function sentence(verdict: string, estimate: ReturnType<typeof pairedRatio>): string {
  if (estimate === null) return verdict;
  const { ratio, low, high } = estimate;
  return `${verdict} ${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

function meanCost(trials: readonly LookupTrial[], arm: string): number {
  return meanOf(valuesOf(trials, arm, 'replicaCpuUsPerRequest').map(({ value }) => value));
}

function proofsOf(findings: readonly { equal: Finding; effect: Finding }[]): Proof[] {
  return [
    {
      planted: `${effectPercent} % more CPU per request`,
      requiredShare: 0.9,
      findings: findings.map(({ effect }) => effect),
    },
    {
      planted: 'two equal arms',
      requiredShare: 0.95,
      findings: findings.map(({ equal }) => equal),
    },
  ];
}
