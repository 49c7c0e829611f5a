import { execFile } from 'node:child_process';
import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { lookupPlans } from '../../experiments/lookup/plan.ts';
import { warmUpArms } from '../../experiments/lookup/prepare.ts';
import { besideOthers, measureTrial } from '../../experiments/lookup/trial.ts';
import { quietGate } from '../../gates/instrument.ts';
import { watchOtherPrograms } from '../../load/other-programs.ts';
import { valuesOf } from '../../result/block-values.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import { meanOf } from '../../stats/interval.ts';
import type { Finding, Plant, PlantContext } from '../plant.ts';
import { type PlantedLab, trialTools, withBurdenedFloors } from '../planted-lab.ts';

const arms = ['floor', 'floor-aa'] as const;
const blocks = 20;
/** A loop ends by itself after this time, whatever becomes of the self-test. */
const longestLoopSeconds = 120;

/** Busy loops of another program beside the blocks, one for every four processors: whether the run says so. */
export const disturbance: Plant = {
  name: 'disturbance',
  mostRepetitions: 3,
  async prove(context) {
    const floors = arms.map((arm) => ({ arm, workSteps: 0 }));
    return await withBurdenedFloors(floors, async (lab) => {
      const { connections, warmupRequestsPerReplica: requestsPerReplica } = lookupPlans.default;
      const { random } = context;
      const warmed = arms.map((arm) => lab.arm(arm));
      await warmUpArms({
        arms: warmed,
        generator: lab.generator,
        requestsPerReplica,
        connections,
        random,
      });
      const quiet: Finding[] = [];
      const disturbed: Finding[] = [];
      for (let repetition = 0; repetition < context.repetitions; repetition++) {
        quiet.push(findingOf(await measureBlocks(lab, context), (status) => status === 'pass'));
        const trials = await besideLoops(() => measureBlocks(lab, context));
        disturbed.push(findingOf(trials, (status) => status !== 'pass'));
        context.say(`disturbance: ${repetition + 1} of ${context.repetitions}`);
      }
      return [
        { planted: 'no other program: called quiet', requiredShare: 1, findings: quiet },
        { planted: 'busy loops of another program', requiredShare: 1, findings: disturbed },
      ];
    });
  },
};

async function measureBlocks(
  lab: PlantedLab,
  { random, signal }: PlantContext,
): Promise<LookupTrial[]> {
  const tools = trialTools(lab, lookupPlans.default);
  const trials: LookupTrial[] = [];
  for (let block = 0; block < blocks; block++) {
    signal.throwIfAborted();
    const otherPrograms = watchOtherPrograms('native');
    const ofBlock: LookupTrial[] = [];
    for (const [position, arm] of random.shuffle(arms).entries())
      ofBlock.push(await measureTrial(lab.arm(arm), { boot: 0, block, position }, tools));
    const share = otherPrograms();
    trials.push(...ofBlock.map((trial) => besideOthers(trial, share, lookupPlans.default)));
  }
  return trials;
}

/** What the gate says, and what a request of the two equal arms costs by the trials, valid or not. */
function findingOf(trials: readonly LookupTrial[], isRight: (status: string) => boolean): Finding {
  const { status, measured } = quietGate(trials);
  const costs = arms.map((arm) => {
    const all = trials.map((trial) => ({ ...trial, valid: true }));
    return meanOf(valuesOf(all, arm, 'replicaCpuUsPerRequest').map(({ value }) => value));
  });
  const [first = Number.NaN, second = Number.NaN] = costs;
  const invalid = trials.filter(({ valid }) => !valid).length;
  return {
    said: `${status}: ${measured}; ${invalid} of ${trials.length} trials invalid; ${first.toFixed(0)} us, equal arms ${(second / first).toFixed(3)}`,
    right: isRight(status),
  };
}

async function besideLoops<T>(work: () => Promise<T>): Promise<T> {
  const count = Math.ceil(os.cpus().length / 4);
  const pids = await Promise.all(Array.from({ length: count }, startLoop));
  try {
    await delay(200);
    return await work();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGKILL');
  }
}

/** A loop that does not descend from this process: the shell that starts it ends at once. Resolves with its pid. */
async function startLoop(): Promise<number> {
  const program = `const until = Date.now() + ${longestLoopSeconds * 1000}; while (Date.now() < until);`;
  const start = '"$0" --eval "$1" >/dev/null 2>&1 & echo $!';
  const { stdout } = await promisify(execFile)('sh', ['-c', start, process.execPath, program]);
  return Number(stdout);
}
