import {
  datedRecords,
  everyToken,
  pinnedUsers,
  recordsEndedByRedis,
  scatteredUsers,
} from '../contender-kinds.ts';
import { oneProcess } from '../expectation.ts';
import { type Fault, victimOf } from '../fault.ts';
import { restartInEachArm } from '../restart.ts';

/** More than the life of a credential: to the replica whose clock is ahead, every one has certainly expired. */
const skewMs = 20 * 60_000;

export const fault: Fault = {
  name: 'clock-skewed',
  place: 170,
  summary: 'the clock of one replica is wrong',
  breaks: 'other',
  title: 'The clock of one replica is wrong',
  done: `Replica 2 is drained and started again with a clock that is ${skewMs / 60_000} minutes ahead.`,
  advice:
    'A token carries its expiry, so every replica judges it by its own clock; so does a session whose record carries its end. A session that Redis expires knows one clock. Synchronise clocks, alarm on their offset, and take times that must agree from one clock.',
  otherSettings: { 'app: CLOCK_TOLERANCE_SECONDS': '5', 'app: CREDENTIAL_TTL_SECONDS': '900' },
  // The balancer leaves a replica that was restarted out for up to three seconds.
  holdsAtLeastMs: 4_500,
  injected: 'clock of replica 2 ahead',
  healed: 'clock of replica 2 right',
  restartsReplicas: true,
  inject: restartVictims({ CLOCK_OFFSET_MS: String(skewMs) }),
  heal: restartVictims({}),
  expectations: [
    {
      contenders: [everyToken],
      outcome: { users: ['signed-out'] },
      reason:
        'To the replica whose clock is ahead every token has expired: a third of all requests.',
      source: 'RFC 7519 section 4.1.4: exp is judged by the clock of the verifier',
    },
    {
      contenders: [datedRecords],
      outcome: { users: ['signed-out'] },
      reason:
        'The record carries its own end, and the replica that is ahead judges it by its own clock: a third of all requests.',
      source: 'apps/sessions-hardened/store.ts',
    },
    {
      contenders: [recordsEndedByRedis, scatteredUsers],
      outcome: {},
      reason: 'A session ends by the clock of Redis alone.',
      source: 'Redis documentation, EXPIRE',
    },
    {
      contenders: [pinnedUsers],
      outcome: { users: ['signed-out'], lasting: [true] },
      reason: 'Not the clock: the restart that sets it forgets the sessions of that replica.',
      source: oneProcess,
    },
  ],
};

function restartVictims(environment: Readonly<Record<string, string>>) {
  return restartInEachArm(async (arm, start) => {
    await victimOf(arm).drain();
    await start(victimOf(arm), environment);
  });
}
