import { setTimeout as delay } from 'node:timers/promises';
import { contenderNamed } from '../../../infra/contenders/contenders.ts';
import type { Arm, ArmSpec, Stack } from '../../../infra/stack/stack.ts';
import { type Credential, logInMany } from '../../load/credential.ts';
import type { Race } from '../../result/revocation-findings.ts';
import type { ExperimentContext } from '../context.ts';
import { createAttempts } from './attempts.ts';
import { createTally, openRaceTrack } from './race.ts';
import { armNamed } from './side-lab.ts';

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

const firstAccount = 190_000;
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
      .map((contender) => raceArm(context, stack, armNamed(stack, armName(contender)))),
  );
}

async function raceArm(
  { plan, random, signal }: ExperimentContext,
  stack: Stack,
  arm: Arm,
): Promise<Race> {
  const { contender } = arm.spec;
  const batches = plan.revocation.races >= 1000 ? batchesOfRaces : 1;
  const tally = createTally(contender, 'touch');
  const attempts = createAttempts(`races of ${contender}`);
  const track = openRaceTrack(arm.replicas.map(({ url }) => url));
  try {
    for (let batch = 0; batch < batches; batch++) {
      for (const credential of await halfUsed(stack, arm, batch)) {
        signal.throwIfAborted();
        // A slow machine runs fewer races, rather than races of sessions that have expired.
        if (Date.now() > new Date(credential.expiresAt).getTime() - lastRaceMs) break;
        const attempt = await attempts.make(() => track.race(credential, 'touch', random));
        if (attempt.ok) tally.add(attempt.value);
        else tally.fail();
      }
    }
    return tally.row;
  } finally {
    await track.close();
  }
}

/** Logs a batch in, and waits until half of its life is over. */
async function halfUsed(stack: Stack, arm: Arm, batch: number): Promise<readonly Credential[]> {
  const accounts = Array.from({ length: racesPerBatch }, (_, index) =>
    stack.loadAccount(firstAccount + batch * racesPerBatch + index),
  );
  const credentials = await logInMany(arm.url, accounts);
  await delay(lifeSeconds * 500);
  return credentials;
}
