import { askedListFailOpen, failsClosed } from '../contender-kinds.ts';
import { goesOnWithItsCopy, needsNoRedis } from '../expectation.ts';
import { type Fault, startStore, type Target, toEachArm } from '../fault.ts';

const writtenFirst = 'Redis documentation, persistence: the write to the file precedes the answer';

const kill = toEachArm(({ store }) => store.kill());

/** What Redis keeps on disk is in force at its next start. */
async function restartKeeping(target: Target, what: 'aof' | 'nothing'): Promise<void> {
  for (const { store } of target.arms) await store.persist(what);
  await kill(target);
  await toEachArm(startStore)(target);
}

export const fault: Fault = {
  name: 'redis-restarted-from-aof',
  place: 100,
  summary: 'Redis is killed and started again from its append-only file',
  breaks: 'redis-away',
  title: 'Redis restarts with what it had on disk',
  done: 'SIGKILL to Redis, which keeps an append-only file; it is started again later and reads the file.',
  advice:
    'With an append-only file a kill of the process loses no acknowledged write, whatever `appendfsync` says: the kernel has it. The famous second is for the loss of power.',
  otherSettings: { 'redis: appendonly': 'yes', 'redis: appendfsync': 'everysec' },
  injected: 'Redis killed',
  healed: 'Redis started again from its file',
  // Before the logins, so that what they write is already in the file.
  prepare: (target) => restartKeeping(target, 'aof'),
  inject: kill,
  heal: toEachArm(({ store }) => store.start()),
  cleanUp: (target) => restartKeeping(target, 'nothing'),
  expectations: [
    needsNoRedis,
    {
      contenders: [failsClosed],
      outcome: { users: ['failed'] },
      reason: '503 while Redis is away; then everything that was acknowledged is back.',
      source: writtenFirst,
    },
    {
      contenders: [askedListFailOpen],
      outcome: { users: ['served', 'slowed'], revoked: ['accepted'] },
      reason: 'Revoked tokens are let in while Redis is away, and refused again afterwards.',
      source: writtenFirst,
    },
    goesOnWithItsCopy,
  ],
};
