import { setTimeout as delay } from 'node:timers/promises';
import {
  contenderNamed,
  isSticky,
  worksOnEveryReplica,
} from '../../../infra/contenders/contenders.ts';
import { guaranteeOf } from '../../../infra/contenders/guarantee.ts';
import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { type Credential, logIn, logInMany } from '../../load/credential.ts';
import type { Race } from '../../result/revocation-findings.ts';
import type { ExperimentContext } from '../context.ts';
import { armNamed } from '../own-stack.ts';
import { type Situation, situationOf } from './actions.ts';
import { raceLogins } from './login-race.ts';
import { createTally, openRaceTrack, type RaceTrack } from './race.ts';

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
  try {
    for (let race = 0; race < races; race++) {
      signal.throwIfAborted();
      const account = lab.stack.loadAccount(firstAccount + race);
      const situation = situationOf(arm, account, lab.stack.adminAccount(), random);
      await tally.run(async () => {
        if (inFlight === 'login') return await raceLogins(replicaUrls, account, random);
        const credential = await logIn(situation.entryUrl, account);
        return await trackFor(tracks, situation).race(credential, inFlight, random);
      });
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

/**
 * Some contenders prolong a session only in the second half of its life. A touch that races a logout is then rare. Here
 * it is forced: lives are short, and the races begin when half of them is over.
 */
function isTouchedAfterHalf(contender: string): boolean {
  const { app, credential, request } = contenderNamed(contender);
  const isShared = app === 'sessions' && credential.worksOn === 'every-replica';
  return isShared && !request.redisCommands.includes('expire');
}

const lifeSeconds = 6;
const racesPerBatch = 60;
const lastRaceMs = 1000;
const batchesOfRaces = 4;

const firstTouchingAccount = 190_000;
const armName = (contender: string) => `${contender}-touching`;

export function touchingArms(contenders: readonly string[]): ArmSpec[] {
  const environment = { CREDENTIAL_TTL_SECONDS: String(lifeSeconds) };
  return contenders
    .filter(isTouchedAfterHalf)
    .map((contender) => ({ arm: armName(contender), contender, environment }));
}

export async function raceTouches(
  context: ExperimentContext,
  stack: Stack,
  contenders: readonly string[],
): Promise<Race[]> {
  // Side by side: most of the time both wait for half of a life.
  return await Promise.all(
    contenders
      .filter(isTouchedAfterHalf)
      .map((contender) => raceTouchesOf(context, stack, armNamed(stack, armName(contender)))),
  );
}

async function raceTouchesOf(
  { plan, random, signal }: ExperimentContext,
  stack: Stack,
  arm: Arm,
): Promise<Race> {
  const batches = plan.revocation.races >= 1000 ? batchesOfRaces : 1;
  const tally = createTally(arm.spec.contender, 'touch');
  const track = openRaceTrack(arm.replicas.map(({ url }) => url));
  try {
    for (let batch = 0; batch < batches; batch++) {
      for (const credential of await halfUsed(stack, arm, batch)) {
        signal.throwIfAborted();
        // A slow machine runs fewer races, rather than races of sessions that have expired.
        if (Date.now() > new Date(credential.expiresAt).getTime() - lastRaceMs) break;
        await tally.run(() => track.race(credential, 'touch', random));
      }
    }
    const { CREDENTIAL_TTL_SECONDS } = contenderNamed(arm.spec.contender).settings;
    const usualLifeMs = 1000 * Number(CREDENTIAL_TTL_SECONDS);
    return { ...tally.row, credentialLifeMs: 1000 * lifeSeconds, usualLifeMs };
  } finally {
    await track.close();
  }
}

/** Logs a batch in, and waits until half of its life is over. */
async function halfUsed(stack: Stack, arm: Arm, batch: number): Promise<readonly Credential[]> {
  const accounts = Array.from({ length: racesPerBatch }, (_, index) =>
    stack.loadAccount(firstTouchingAccount + batch * racesPerBatch + index),
  );
  const credentials = await logInMany(arm.url, accounts);
  await delay(lifeSeconds * 500);
  return credentials;
}
