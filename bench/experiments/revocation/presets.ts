import { request } from 'undici';
import type { Emulation } from '../../../infra/contenders/card.ts';
import { contenders } from '../../../infra/contenders/contenders.ts';
import type { ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { cookieHeader, cookiesFrom } from '../../load/credential.ts';
import type { RevocationTrial } from '../../result/revocation.ts';
import type { Preset } from '../../result/revocation-findings.ts';
import { median } from '../../stats/percentile.ts';
import type { ExperimentContext } from '../context.ts';
import { armNamed } from '../own-stack.ts';
import { type RevokingAction, revokingActions } from './actions.ts';
import { measureSeries } from './attempts.ts';
import { jwksMaxAgeMs } from './keys.ts';
import { staleTrialsOf } from './summary.ts';

/** What a documented system does, by the mechanism that its documentation describes. */
export type Documented = Pick<
  Preset,
  'preset' | 'system' | 'mechanism' | 'contender' | 'documentedBoundMs' | 'source'
>;

/** A mechanism that needs an arm of its own, because its time is scaled down. */
type ScaledPreset = Emulation & {
  readonly contender: string;
  readonly scaled: NonNullable<Emulation['scaled']>;
};

const firstAccountOfPresets = 200_000;
const armName = (preset: string) => `preset-${preset}`;

/** The scaled presets of these contenders, and those that build on one of them and are measured here alone. */
function scaledPresets(names: readonly string[]): readonly ScaledPreset[] {
  return contenders
    .filter(({ contender, experiments, buildsOn }) =>
      names.includes(experiments.length === 0 ? (buildsOn ?? contender) : contender),
    )
    .flatMap(({ contender, emulates }) =>
      emulates.flatMap((each) =>
        each.scaled === undefined ? [] : [{ ...each, contender, scaled: each.scaled }],
      ),
    );
}

export function presetArms(names: readonly string[]): ArmSpec[] {
  return scaledPresets(names).map(({ preset, contender, scaled: { replicas, settings } }) => ({
    arm: armName(preset),
    contender,
    replicas,
    environment: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, String(value)]),
    ),
  }));
}

/** Side by side: their times are seconds, and a millisecond more of resolution does not matter. */
export async function measurePresets(
  context: ExperimentContext,
  stack: Stack,
  names: readonly string[],
): Promise<Preset[]> {
  return await Promise.all(
    scaledPresets(names).map(async (preset, index) => {
      const account = firstAccountOfPresets + 1000 * index;
      const trials = await measurePreset(context, stack, preset, account);
      return presetOf(preset, preset.scaled.boundMs, trials);
    }),
  );
}

/** The presets whose mechanism is a contender's own. They are read from the trials of that contender. */
export function presetsFrom(trials: readonly RevocationTrial[]): Preset[] {
  return contenders.flatMap(({ contender, emulates }) =>
    emulates
      .filter(({ scaled }) => scaled === undefined)
      .flatMap((each) => {
        const own = trials.filter(
          (trial) => trial.contender === contender && trial.action === each.action,
        );
        if (own.length === 0) return [];
        // The withdrawal of a key is measured with a shortened age of the key set.
        const boundMs = each.action === 'key-withdrawn' ? jwksMaxAgeMs : each.documentedBoundMs;
        const read = presetOf({ ...each, contender }, boundMs, own);
        return [{ ...read, readFromAction: each.action }];
      }),
  );
}

async function measurePreset(
  context: ExperimentContext,
  stack: Stack,
  { preset, scaled: { boundMs }, action: name, carriesMore }: ScaledPreset,
  firstAccount: number,
): Promise<RevocationTrial[]> {
  const action = revokingActions.find((each) => each.action === name);
  if (action === undefined) throw new TypeError(`there is no action ${name}`);
  return await measureSeries(context, stack, {
    name: `preset ${preset}`,
    arm: armNamed(stack, armName(preset)),
    action: carriesMore ? afterFirstRequest(action) : action,
    firstAccount,
    watchMs: boundMs + 2000,
    // Two fifths of the bound, so that a token in whole seconds has not expired before it is revoked.
    phaseMs: boundMs / 2.5,
  });
}

/** As a browser does: the cookies of the first answer after the login are carried from then on. */
function afterFirstRequest(action: RevokingAction): RevokingAction {
  return {
    ...action,
    async prepare(situation) {
      const revocable = await action.prepare(situation);
      const { headers, cookies } = revocable.credential;
      const answer = await request(`${situation.entryUrl}/me`, { headers });
      await answer.body.dump();
      const more = cookiesFrom(answer.headers['set-cookie']);
      if (answer.statusCode !== 200 || more.length === 0) {
        throw new Error(`the first request brought no cookie (status ${answer.statusCode})`);
      }
      const all = [...cookies, ...more];
      const carried = { cookies: all, headers: { cookie: cookieHeader(all, '/') ?? '' } };
      return { ...revocable, credential: { ...revocable.credential, ...carried } };
    },
  };
}

export function presetOf(
  { preset, system, mechanism, contender, documentedBoundMs, source }: Documented,
  scaledBoundMs: number,
  all: readonly RevocationTrial[],
): Preset {
  const trials = all.filter(({ valid }) => valid);
  const latencies = trials.flatMap(({ fleetHighMs }) => fleetHighMs ?? []);
  const complete = trials.length > 0 && latencies.length === trials.length;
  const maxMs = complete ? Math.max(...latencies) : null;
  return {
    ...{ preset, system, mechanism, contender, documentedBoundMs, source },
    timeScale: documentedBoundMs / scaledBoundMs,
    scaledBoundMs,
    trials: trials.length,
    invalid: all.length - trials.length,
    readFromAction: null,
    latenciesMs: latencies,
    p50Ms: complete ? median(latencies) : null,
    maxMs,
    ...staleTrialsOf(trials),
    resolutionMs: median(trials.map(({ resolutionMs }) => resolutionMs)),
    // By the last accept that was sent: how late a refusal is answered is not the mechanism's doing.
    withinBound: complete && trials.every(({ fleetLowMs }) => fleetLowMs <= scaledBoundMs),
  };
}
