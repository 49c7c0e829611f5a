import type { ProfilePlans } from '../../run/options.ts';

export interface RevocationPlan {
  readonly logoutTrials: number;
  /** Of each other action. */
  readonly otherTrials: number;
  /** Probing at full rate ends when every replica has settled on refusing, at the latest this long after t_ack. */
  readonly watchMs: number;
  /** The thin watch for resurrections goes on until this long after t_ack, beside the next trials. */
  readonly thinWatchMs: number;
  /** Races of a logout against requests in flight, for each contender and kind of request. */
  readonly races: number;
  /** 1: also what needs arms of its own (proofs of the bounds, withdrawn keys, full stores); 0: leave it out. */
  readonly aside: 0 | 1;
}

export const revocationPlans: ProfilePlans<RevocationPlan> = {
  smoke: { logoutTrials: 3, otherTrials: 1, watchMs: 60, thinWatchMs: 500, races: 6, aside: 0 },
  default: {
    logoutTrials: 30,
    otherTrials: 6,
    watchMs: 60,
    thinWatchMs: 2000,
    races: 45,
    aside: 1,
  },
  full: {
    logoutTrials: 200,
    otherTrials: 200,
    watchMs: 250,
    thinWatchMs: 3000,
    races: 1000,
    aside: 1,
  },
};

/** Logging in, opening the probes' connections, settling, a random phase, and until all refuse for 20 ms. */
const trialOverheadMs = 100;
/** Most trials end before their watch does. */
const watchedShare = 0.1;
const raceMs = 12;
const leftOpenMs = 1600;
/** Starting the side lab and everything in it that is not a trial. */
const asideMs = 30_000;
/** Of a withdrawn key, and beside it of the presets. */
const slowTrialMs = 1300;

/** Expected milliseconds of each phase, on two cores, for the time left on the screen. */
export function revocationPhases(plan: RevocationPlan, arms: number): [string, number][] {
  const trials = plan.logoutTrials + 5 * plan.otherTrials;
  const perTrialMs = trialOverheadMs + watchedShare * plan.watchMs;
  const phases: [string, number][] = [
    ['revocation', arms * trials * perTrialMs + plan.thinWatchMs],
    ['revocation: races', arms * plan.races * 1.8 * raceMs],
  ];
  if (plan.aside === 0) {
    return [...phases, ['revocation: correctness, open streams', leftOpenMs]];
  }
  return [
    ...phases,
    ['revocation: correctness, open streams', 6000],
    ['revocation: bounds, keys, full stores', asideMs + plan.otherTrials * slowTrialMs],
  ];
}
