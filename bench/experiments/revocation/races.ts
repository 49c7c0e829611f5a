import {
  contenderNamed,
  isSticky,
  worksOnEveryReplica,
} from '../../../infra/contenders/contenders.ts';
import { guaranteeOf } from '../../../infra/contenders/guarantee.ts';
import type { Arm } from '../../../infra/stack/stack.ts';
import { logIn } from '../../load/credential.ts';
import type { Race } from '../../result/revocation-findings.ts';
import type { ExperimentContext } from '../context.ts';
import { createAttempts } from './attempts.ts';
import { raceLogins } from './login-race.ts';
import { createTally, openRaceTrack, type RacedLogout, type RaceTrack } from './race.ts';
import { type Situation, situationOf } from './situation.ts';

const firstAccount = 130_000;

/**
 * Logouts with requests in flight. A session that is written back after it was destroyed is alive again, for its whole
 * life, and no message says so (expressjs/session issue 632). Where a logout records what is revoked, nothing that the
 * client does can take the entry away.
 */
export async function runRaces(context: ExperimentContext, arms: readonly Arm[]): Promise<Race[]> {
  const { plan, screen } = context;
  // Where only expiry ends a credential, a logout ends nothing that could come back.
  const racing = arms.filter(
    ({ spec }) => contenderNamed(spec.contender).guarantee.revocation.holds !== 'expiry',
  );
  const rows: Race[] = [];
  for (const [index, arm] of racing.entries()) {
    screen.step(index, racing.length);
    const quarter = Math.ceil(plan.revocation.races / 4);
    rows.push(await raceArm(context, arm, 'write', plan.revocation.races));
    rows.push(await raceArm(context, arm, 'read', quarter));
    // Its races take several times as long as the others.
    const sixth = Math.ceil(plan.revocation.races / 6);
    if (endsEverywhere(arm)) rows.push(await raceArm(context, arm, 'login', sixth));
  }
  return rows;
}

/** Where a logout from everywhere does not reach every replica, a login that it misses is no finding. */
function endsEverywhere({ spec }: Arm): boolean {
  const { guarantee } = contenderNamed(spec.contender);
  return guaranteeOf(guarantee, 'logout-all').revocation.holds !== 'expiry';
}

async function raceArm(
  { lab, random, signal }: ExperimentContext,
  arm: Arm,
  inFlight: Race['inFlight'],
  races: number,
): Promise<Race> {
  const tracks = openTracks(arm);
  const replicaUrls = arm.replicas.map(({ url }) => url);
  const tally = createTally(arm.spec.contender, inFlight);
  const attempts = createAttempts(`races of ${arm.spec.contender}`);
  try {
    for (let race = 0; race < races; race++) {
      signal.throwIfAborted();
      const account = lab.stack.loadAccount(firstAccount + race);
      const situation = situationOf(arm, account, lab.stack.adminAccount(), random);
      const attempt = await attempts.make(async (): Promise<RacedLogout> => {
        if (inFlight === 'login') return await raceLogins(replicaUrls, account, random);
        const credential = await logIn(situation.entryUrl, account);
        return await trackFor(tracks, situation).race(credential, inFlight, random);
      });
      if (attempt.ok) tally.add(attempt.value);
      else tally.fail();
    }
    return tally.row;
  } finally {
    await Promise.all(tracks.map((track) => track.close()));
  }
}

/** One track over all replicas; one for each replica where a credential is known to that one only. */
function openTracks(arm: Arm): RaceTrack[] {
  const replicas = arm.replicas.map(({ url }) => url);
  if (isSticky(arm.spec.contender)) return [openRaceTrack([arm.url])];
  return worksOnEveryReplica(arm.spec.contender)
    ? [openRaceTrack(replicas)]
    : replicas.map((url) => openRaceTrack([url]));
}

function trackFor(tracks: readonly RaceTrack[], { ownUrl }: Situation): RaceTrack {
  const track = tracks.find(({ urls }) => urls.includes(ownUrl));
  if (track === undefined) throw new RangeError('no connection to where the credential is known');
  return track;
}
