import { setTimeout as delay } from 'node:timers/promises';
import { project } from '../../../infra/stack/project.ts';
import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { startStack } from '../../../infra/stack/start.ts';
import { revokingActions } from '../../experiments/revocation/actions.ts';
import { startTrial } from '../../experiments/revocation/trial.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import { uniformityPValue } from '../../stats/uniformity.ts';
import type { Finding, Plant, PlantContext, Proof } from '../plant.ts';

const staleMs = 40;
const pollMs = 2000;
/** Trials of the poll, in all; they run on four servers of one phase each side by side. */
const pollTrials = 32;
const backAfterMs = 400;
/** How long the thin watch lasts: long enough to see the planted resurrection, and shorter where none is planted. */
const longWatchMs = 1200;
const shortWatchMs = 300;
/** What a late answer of a busy machine may add. */
const allowanceMs = 3;
/** A false alarm of the poll's test is this rare. */
const falseAlarmShare = 0.001;

const pollArms = ['poll-1', 'poll-2', 'poll-3', 'poll-4'];

const specs: readonly ArmSpec[] = [
  planted('at-once', {}),
  planted('stale-cache', { PLANTED_STALE_MS: String(staleMs) }),
  planted('resurrecting', { PLANTED_BACK_AFTER_MS: String(backAfterMs) }),
  ...pollArms.map((arm) => planted(arm, { PLANTED_POLL_MS: String(pollMs) })),
];

const plantedAtOnce = ['at-once', 'a server that revokes at once', shortWatchMs] as const;
const plantedStale = ['stale-cache', `a stale cache of ${staleMs} ms`, shortWatchMs] as const;
const plantedResurrection = ['resurrecting', 'a resurrection', longWatchMs] as const;

/** Known stale windows, a known poll and a known resurrection, read by the very trial that measures the contenders. */
export const revocationWindows: Plant = {
  name: 'revocation',
  mostRepetitions: 10,
  async prove(context) {
    const programOf = () => 'bench/selftest/revocation-server/main.ts';
    const stack = await startStack({ driver: 'native', arms: specs }, { ...project, programOf });
    try {
      return [
        await prove(context, stack, plantedAtOnce, judgeAtOnce),
        await prove(context, stack, plantedStale, judgeStale),
        await prove(context, stack, plantedResurrection, judgeResurrection),
        await provePoll(context, stack),
      ];
    } finally {
      await stack.stop();
    }
  },
};

function planted(arm: string, environment: Readonly<Record<string, string>>): ArmSpec {
  // The lab knows contenders only by name; the program is ours. Each arm has one server, because servers share nothing.
  return { arm, contender: 'sessions', replicas: 1, environment };
}

async function prove(
  context: PlantContext,
  stack: Stack,
  [arm, what, thinMs]: readonly [arm: string, what: string, thinMs: number],
  judge: (trial: RevocationTrial) => Finding,
): Promise<Proof> {
  const findings: Finding[] = [];
  for (let repetition = 0; repetition < context.repetitions; repetition++) {
    context.signal.throwIfAborted();
    findings.push(judge(await measure(context, stack, arm, thinMs)));
  }
  context.say(`revocation: ${what}`);
  return { planted: what, requiredShare: 1, findings };
}

/** A poll's age at a random moment is uniform on its period, and so is what is left of it. */
async function provePoll(context: PlantContext, stack: Stack): Promise<Proof> {
  const each = pollTrials / pollArms.length;
  const latencies = await Promise.all(
    pollArms.map(async (arm) => {
      const found: number[] = [];
      for (let trial = 0; trial < each; trial++) {
        context.signal.throwIfAborted();
        const { fleetHighMs } = await measure(context, stack, arm, 0, pollMs);
        found.push(fleetHighMs ?? Number.POSITIVE_INFINITY);
      }
      return found;
    }),
  );
  const shares = latencies.flat().map((latencyMs) => latencyMs / pollMs);
  const pValue = uniformityPValue(shares) ?? 0;
  const largestMs = Math.max(...shares) * pollMs;
  context.say('revocation: a poll');
  const said = `${shares.length} latencies up to ${largestMs.toFixed(0)} ms, uniform with p = ${pValue.toFixed(3)}`;
  const right = pValue >= falseAlarmShare && largestMs <= pollMs + 10 * allowanceMs;
  return {
    planted: `a poll of ${pollMs / 1000} s`,
    requiredShare: 1,
    findings: [{ said, right }],
  };
}

async function measure(
  { random }: PlantContext,
  stack: Stack,
  armName: string,
  thinMs: number,
  phaseMs?: number,
): Promise<RevocationTrial> {
  const [logout] = revokingActions;
  const arm: Arm | undefined = stack.arms.get(armName);
  if (arm === undefined || logout === undefined) throw new TypeError(`no planted arm ${armName}`);
  const running = await startTrial({
    arm,
    action: logout,
    account: stack.loadAccount(0),
    admin: stack.adminAccount(),
    trial: 0,
    watchMs: pollMs + 500,
    random,
    ...(phaseMs === undefined ? {} : { phaseMs }),
  });
  await delay(thinMs);
  return running.finish().trial;
}

function describe({ fleetLowMs, fleetHighMs, resolutionMs }: RevocationTrial): string {
  const high = fleetHighMs === null ? 'not in the watch' : `${fleetHighMs.toFixed(1)} ms`;
  return `between ${fleetLowMs.toFixed(1)} and ${high}, resolution ${resolutionMs.toFixed(1)} ms`;
}

function judgeAtOnce(trial: RevocationTrial): Finding {
  const stale = trial.replicas.some(({ staleAccepts }) => staleAccepts > 0);
  return { said: describe(trial), right: trial.valid && !stale && trial.resurrections === 0 };
}

/** The interval must hold the planted time, but for the way of the answer, and be no wider than the resolution. */
function judgeStale(trial: RevocationTrial): Finding {
  const { fleetLowMs, fleetHighMs, resolutionMs, revokeMs } = trial;
  const holds =
    fleetHighMs !== null &&
    fleetLowMs <= staleMs &&
    fleetHighMs >= staleMs - revokeMs &&
    fleetHighMs <= staleMs + resolutionMs + allowanceMs;
  return { said: describe(trial), right: trial.valid && holds };
}

function judgeResurrection(trial: RevocationTrial): Finding {
  const said = `${trial.resurrections} accepts after a refusal`;
  return { said, right: trial.valid && trial.resurrections > 0 };
}
