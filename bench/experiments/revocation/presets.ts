import { request } from 'undici';
import type { ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { cookieHeader } from '../../load/credential.ts';
import type { Preset } from '../../result/revocation/preset.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import { median } from '../../stats/percentile.ts';
import type { ExperimentContext } from '../context.ts';
import { type RevokingAction, revokingActions } from './actions.ts';
import { createAttempts } from './attempts.ts';
import {
  type Documented,
  keySet,
  pushedEvent,
  type ScaledPreset,
  scaledPresets,
} from './documented.ts';
import { failedTrial } from './failed-trial.ts';
import { jwksMaxAgeMs } from './keys.ts';
import { armNamed } from './side-lab.ts';
import { startTrial, type TrialLoad } from './trial.ts';

const firstAccount = 200_000;
const armName = (preset: string) => `preset-${preset}`;

export function presetArms(contenders: readonly string[]): ArmSpec[] {
  return scaledPresets
    .filter(({ contender }) => contenders.includes(contender))
    .map(({ preset, contender, environment }) => ({
      arm: armName(preset),
      contender,
      // A token's end is the same on every replica; a copy's is not.
      replicas: contender === 'tokens-short' ? 1 : 3,
      environment,
    }));
}

/** Side by side: their times are seconds, and a millisecond more of resolution does not matter. */
export async function measurePresets(
  context: ExperimentContext,
  stack: Stack,
  contenders: readonly string[],
): Promise<Preset[]> {
  return await Promise.all(
    scaledPresets
      .filter(({ contender }) => contenders.includes(contender))
      .map(async (preset, index) => {
        const load = { context, stack, firstAccount: firstAccount + 1000 * index };
        const { environment: _, action, carriesMore, scaledBoundMs, ...documented } = preset;
        const trials = await measurePreset(load, preset);
        return presetOf(documented, scaledBoundMs, trials);
      }),
  );
}

/** Those whose mechanism is a contender's own: read from its trials. */
export function presetsFrom(trials: readonly RevocationTrial[]): Preset[] {
  const pushed = trials.filter(
    ({ contender, action }) => contender === pushedEvent.contender && action === 'logout',
  );
  const keys = trials.filter(({ action }) => action === 'key-withdrawn');
  return [
    ...(pushed.length === 0 ? [] : [presetOf(pushedEvent, pushedEvent.documentedBoundMs, pushed)]),
    ...(keys.length === 0 ? [] : [presetOf(keySet, jwksMaxAgeMs, keys)]),
  ];
}

interface PresetLoad {
  readonly context: ExperimentContext;
  readonly stack: Stack;
  readonly firstAccount: number;
}

async function measurePreset(
  { context, stack, firstAccount: account }: PresetLoad,
  { preset, scaledBoundMs: boundMs, action: name, carriesMore }: ScaledPreset,
): Promise<RevocationTrial[]> {
  const found = revokingActions.find(({ action }) => action === name);
  if (found === undefined) throw new TypeError(`there is no action ${name}`);
  const action = carriesMore ? afterFirstRequest(found) : found;
  const trials: RevocationTrial[] = [];
  const attempts = createAttempts(`preset ${preset}`);
  for (let trial = 0; trial < context.plan.revocation.otherTrials; trial++) {
    context.signal.throwIfAborted();
    const load: TrialLoad = {
      arm: armNamed(stack, armName(preset)),
      action,
      account: stack.loadAccount(account + trial),
      admin: stack.adminAccount(),
      trial,
      watchMs: boundMs + 2000,
      random: context.random,
      // Half of the bound, so that a token in whole seconds has not expired before it is revoked.
      phaseMs: boundMs / 2.5,
    };
    const attempt = await attempts.make(() => startTrial(load));
    trials.push(attempt.ok ? attempt.value.finish().trial : failedTrial(load, attempt.reason));
  }
  return trials;
}

/** As a browser does: the cookies of the first answer after the login are carried from then on. */
function afterFirstRequest(action: RevokingAction): RevokingAction {
  return {
    ...action,
    async prepare(situation) {
      const revocable = await action.prepare(situation);
      const { headers } = revocable.credential;
      const answer = await request(`${situation.entryUrl}/me`, { headers });
      await answer.body.dump();
      const more = cookieHeader(answer.headers['set-cookie']);
      if (answer.statusCode !== 200 || more === undefined) {
        throw new Error(`the first request brought no cookie (status ${answer.statusCode})`);
      }
      const cookie = [headers.cookie, more].filter((each) => each !== undefined).join('; ');
      return { ...revocable, credential: { ...revocable.credential, headers: { cookie } } };
    },
  };
}

export function presetOf(
  documented: Documented,
  scaledBoundMs: number,
  all: readonly RevocationTrial[],
): Preset {
  const trials = all.filter(({ valid }) => valid);
  const latencies = trials.flatMap(({ fleetHighMs }) => fleetHighMs ?? []);
  const complete = trials.length > 0 && latencies.length === trials.length;
  const maxMs = complete ? Math.max(...latencies) : null;
  return {
    ...documented,
    timeScale: documented.documentedBoundMs / scaledBoundMs,
    scaledBoundMs,
    trials: trials.length,
    invalid: all.length - trials.length,
    latenciesMs: latencies,
    p50Ms: complete ? median(latencies) : null,
    maxMs,
    resolutionMs: median(trials.map(({ resolutionMs }) => resolutionMs)),
    // By the last accept that was sent: how late a refusal is answered is not the mechanism's doing.
    withinBound: complete && trials.every(({ fleetLowMs }) => fleetLowMs <= scaledBoundMs),
  };
}
