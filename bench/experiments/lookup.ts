import type { Arm, Stack } from '../../infra/stack/stack.ts';
import { takesPart } from '../contenders.ts';
import { type Generator, openGenerator } from '../load/autocannon/generator.ts';
import { type Credential, logInMany } from '../load/credential.ts';
import type { LookupResult, LookupTrial } from '../result/lookup.ts';
import type { ExperimentContext } from './context.ts';
import { compareArms } from './lookup/compare.ts';
import { costsOf } from './lookup/costs.ts';
import { countWork } from './lookup/ledger.ts';
import { measurePaced } from './lookup/paced.ts';
import { measuredPath, measureTrial } from './lookup/trial.ts';

type Credentials = ReadonlyMap<string, readonly Credential[]>;

/**
 * What one authenticated request costs. Blocks of one short trial per arm, in random order; the cost of an arm is
 * compared only with that of another arm in the same block, because the machine drifts.
 */
export async function runLookup(context: ExperimentContext): Promise<LookupResult> {
  const generator = await openGenerator();
  try {
    return await measureBoots(context, generator);
  } finally {
    await generator.close();
  }
}

async function measureBoots(
  context: ExperimentContext,
  generator: Generator,
): Promise<LookupResult> {
  const plan = context.plan.lookup;
  const trials: LookupTrial[] = [];
  let arms: readonly Arm[] = [];
  let credentials: Credentials = new Map();

  for (let boot = 0; boot < plan.boots; boot++) {
    const stack = boot === 0 ? context.lab.stack : await context.lab.reboot();
    arms = measuredArms(stack);
    credentials = await logInArms(context, stack, arms, generator);
    await warmUp(context, arms, generator);
    trials.push(...(await measureBlocks(context, stack, arms, generator, boot)));
  }

  context.screen.phase('lookup: counted work');
  const ledger = [];
  for (const arm of arms) {
    const [credential] = credentials.get(arm.spec.arm) ?? [];
    // The A/A arm does the same work as its twin.
    if (credential === undefined || arm.spec.arm !== arm.spec.contender) continue;
    ledger.push(await countWork(arm, generator, plan.ledgerRequests, credential));
  }
  const paced = await measurePaced(context, arms, credentials);
  return {
    trials,
    paced,
    costs: costsOf(trials),
    comparisons: compareArms(trials, paced),
    ledger,
    rttSweep: [],
    crossovers: [],
    ladder: null,
    sweeps: null,
    ceiling: null,
  };
}

/** A contender whose credentials only one replica knows has no cost behind a balancer: two thirds are refused. */
function measuredArms(stack: Stack): readonly Arm[] {
  return [...stack.arms.values()].filter(({ spec }) => takesPart(spec.contender, 'lookup'));
}

/** Thousands of subjects, one credential each: a single hot key would flatter every cache on the way. */
async function logInArms(
  { plan, screen }: ExperimentContext,
  stack: Stack,
  arms: readonly Arm[],
  generator: Generator,
): Promise<Credentials> {
  screen.phase('lookup: logging in');
  const accounts = Array.from({ length: plan.lookup.credentials }, (_, index) =>
    stack.loadAccount(index),
  );
  const credentials = new Map<string, readonly Credential[]>();
  for (const [index, arm] of arms.entries()) {
    screen.step(index, arms.length);
    const issued = await logInMany(arm.url, accounts);
    credentials.set(arm.spec.arm, issued);
    await generator.provide(
      arm.spec.arm,
      issued.map(({ headers }) => headers),
    );
  }
  return credentials;
}

/** By count and not by time: a slow machine gets the same number of chances to compile its hot code. */
async function warmUp(
  { plan, screen }: ExperimentContext,
  arms: readonly Arm[],
  generator: Generator,
) {
  screen.phase('lookup: warming up');
  const { warmupRequestsPerReplica, connections } = plan.lookup;
  for (const [index, arm] of arms.entries()) {
    screen.step(index, arms.length);
    const requests = warmupRequestsPerReplica * arm.replicas.length;
    await generator.run({
      url: arm.url,
      path: measuredPath,
      credentials: arm.spec.arm,
      connections,
      requests,
    });
  }
}

async function measureBlocks(
  context: ExperimentContext,
  stack: Stack,
  arms: readonly Arm[],
  generator: Generator,
  boot: number,
): Promise<LookupTrial[]> {
  const { plan, screen, random, sinceStartMs, signal } = context;
  const { blocksPerBoot } = plan.lookup;
  const tools = { generator, balancer: stack.balancer, plan: plan.lookup, sinceStartMs };
  const trials: LookupTrial[] = [];
  screen.phase('lookup: blocks');
  for (let index = 0; index < blocksPerBoot; index++) {
    screen.step(boot * blocksPerBoot + index, plan.lookup.boots * blocksPerBoot);
    const block = boot * blocksPerBoot + index;
    for (const [position, arm] of random.shuffle(arms).entries()) {
      signal.throwIfAborted();
      trials.push(await measureTrial(arm, { boot, block, position }, tools));
    }
  }
  return trials;
}
