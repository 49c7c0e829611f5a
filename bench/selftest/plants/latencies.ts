import { lookupPlans } from '../../experiments/lookup/plan.ts';
import { measuredPath, measureTrial } from '../../experiments/lookup/trial.ts';
import { summarisePaced } from '../../load/pace/summary.ts';
import { openPacer, type Pacer } from '../../load/pace.ts';
import type { Finding, Plant, PlantContext, Proof } from '../plant.ts';
import { type PlantedLab, withPlantedLab } from '../planted-lab.ts';

/** What a request may take beyond the planted wait: the way through nginx, and a late timer of a busy machine. */
const allowanceMs = 10;
const waits = [
  { arm: 'server-20-ms', delayMs: 20, what: 'a server that takes 20 ms' },
  { arm: 'lookup-250-ms', delayMs: 250, what: 'a lookup that takes 250 ms' },
] as const;

type Wait = (typeof waits)[number];

/** Servers that wait a known time must read as that time, in the closed loop and in the paced open loop. */
export const latencies: Plant = {
  name: 'latencies',
  mostRepetitions: 10,
  prove: (context) =>
    withPlantedLab(waits, async (lab) => {
      const pacer = await openPacer();
      try {
        const proofs: Proof[] = [];
        for (const wait of waits) proofs.push(...(await proveWait(wait, lab, pacer, context)));
        return proofs;
      } finally {
        await pacer.close();
      }
    }),
};

async function proveWait(
  wait: Wait,
  lab: PlantedLab,
  pacer: Pacer,
  { repetitions, say, signal }: PlantContext,
): Promise<Proof[]> {
  const closed: Finding[] = [];
  const open: Finding[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    signal.throwIfAborted();
    closed.push(judge(wait, await closedLoopP50Ms(wait, lab, repetition)));
    open.push(judge(wait, await openLoopP50Ms(wait, lab, pacer)));
  }
  say(`latencies: ${wait.what}`);
  return [
    { planted: `${wait.what}, closed loop`, requiredShare: 1, findings: closed },
    { planted: `${wait.what}, open loop`, requiredShare: 1, findings: open },
  ];
}

async function closedLoopP50Ms(
  { arm }: Wait,
  { stack, generator, arm: armNamed }: PlantedLab,
  block: number,
): Promise<number> {
  const plan = { ...lookupPlans.default, requestsPerTrial: 24 };
  const tools = {
    generator,
    balancer: stack.balancer,
    plan,
    sinceStartMs: () => performance.now(),
  };
  const trial = await measureTrial(armNamed(arm), { boot: 0, block, position: 0 }, tools);
  return trial.latencyUs.p50 / 1_000;
}

async function openLoopP50Ms({ arm }: Wait, lab: PlantedLab, pacer: Pacer): Promise<number> {
  const run = pacer.start({
    url: lab.arm(arm).url,
    plan: [{ method: 'GET', path: measuredPath, population: 'valid' }],
    ratePerSecond: 50,
    durationMs: 500,
  });
  return summarisePaced(await run.done).latencyUs.p50 / 1_000;
}

function judge({ delayMs }: Wait, p50Ms: number): Finding {
  return {
    said: `p50 ${p50Ms.toFixed(1)} ms`,
    // Node's timers may fire up to a millisecond early.
    right: p50Ms >= delayMs - 1 && p50Ms <= delayMs + allowanceMs,
  };
}
