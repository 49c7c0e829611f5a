import { lookupPlans } from '../../experiments/lookup/plan.ts';
import { measuredPath, measureTrial } from '../../experiments/lookup/trial.ts';
import { generatorStatus } from '../../gates/instrument.ts';
import { summarisePaced } from '../../load/pace/record.ts';
import { openPacer, type Pacer } from '../../load/pace.ts';
import type { LookupTrial } from '../../result/lookup-trial.ts';
import type { Finding, Plant, PlantContext, Proof } from '../plant.ts';
import { type PlantedLab, trialTools, withPlantedLab } from '../planted-lab.ts';

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
    closed.push(judgeLatency(wait, await closedLoopP50Ms(wait, lab, repetition)));
    open.push(judgeLatency(wait, await openLoopP50Ms(wait, lab, pacer)));
  }
  say(`latencies: ${wait.what}`);
  return [
    { planted: `${wait.what}, closed loop`, requiredShare: 1, findings: closed },
    { planted: `${wait.what}, open loop`, requiredShare: 1, findings: open },
  ];
}

async function closedLoopP50Ms({ arm }: Wait, lab: PlantedLab, block: number): Promise<number> {
  const plan = { ...lookupPlans.default, requestsPerTrial: 24 };
  const place = { boot: 0, block, position: 0 };
  const trial = await measureTrial(lab.arm(arm), place, trialTools(lab, plan));
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

function judgeLatency({ delayMs }: Wait, p50Ms: number): Finding {
  return {
    said: `p50 ${p50Ms.toFixed(1)} ms`,
    // Node's timers may fire up to a millisecond early.
    right: p50Ms >= delayMs - 1 && p50Ms <= delayMs + allowanceMs,
  };
}

const answersPerConnection = 10;
const arms = [{ arm: 'closing', closeAfter: answersPerConnection }];

/**
 * A server that closes connections unannounced. autocannon alone reports no error and gives every later answer of the
 * connection to the request before it. The trial must be called invalid. Asked past nginx, which would hide it.
 */
export const closingServer: Plant = {
  name: 'closing-server',
  mostRepetitions: 10,
  prove: (context) =>
    withPlantedLab(arms, async (lab) => {
      const closing = lab.arm('closing');
      const [replica] = closing.replicas;
      if (replica === undefined) throw new RangeError('the planted arm has no replica');
      const tools = trialTools(lab, lookupPlans.default);
      const findings: Finding[] = [];
      for (let block = 0; block < context.repetitions; block++) {
        context.signal.throwIfAborted();
        const place = { boot: 0, block, position: 0 };
        findings.push(
          judgeClosing(await measureTrial({ ...closing, url: replica.url }, place, tools)),
        );
      }
      context.say('a server that closes connections');
      const planted = `a server that closes each connection after ${answersPerConnection} answers`;
      return [{ planted, requiredShare: 1, findings }];
    }),
};

function judgeClosing({ valid, invalidBecause }: LookupTrial): Finding {
  return { said: valid ? 'valid' : `invalid: ${invalidBecause.join(', ')}`, right: !valid };
}

/** Answered by nginx alone, so that nothing but the generator can be the bottleneck. */
const ceilingPath = '/balancer-ceiling';
const connections = 64;
const requests = 6_000;

/** A generator that cannot keep up must not pass for a slow server: its gate must not say `pass`. */
export const saturatedGenerator: Plant = {
  name: 'saturated-generator',
  mostRepetitions: 10,
  prove: (context) =>
    withPlantedLab([{ arm: 'ceiling' }], async ({ generator, arm }) => {
      const { url } = arm('ceiling');
      const findings: Finding[] = [];
      for (let repetition = 0; repetition < context.repetitions; repetition++) {
        context.signal.throwIfAborted();
        const load = { url, path: ceilingPath, connections, requests };
        const { utilization } = await generator.run(load);
        const status = generatorStatus(utilization);
        findings.push({
          said: `gate: ${status}, generator busy ${(100 * utilization).toFixed(0)} %`,
          right: status !== 'pass',
        });
      }
      context.say('a saturated generator');
      return [{ planted: 'a saturated load generator', requiredShare: 1, findings }];
    }),
};
