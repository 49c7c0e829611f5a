import { askedList, pushedList, recordsInRedis } from '../contender-kinds.ts';
import { needsNoRedis } from '../expectation.ts';
import { type Fault, toEachArm } from '../fault.ts';

export const fault: Fault = {
  name: 'redis-flushed',
  place: 140,
  summary: 'FLUSHALL: Redis runs on, with nothing in it',
  breaks: 'redis',
  title: 'Redis is emptied by mistake',
  done: 'FLUSHALL while everything runs.',
  advice:
    'No error anywhere: sessions are gone and revoked tokens work. Forbid the command (ACL), and let replicas notice that the list has begun anew.',
  otherSettings: { 'redis: ACL': 'default user, all commands' },
  injected: 'FLUSHALL',
  isInstant: true,
  inject: toEachArm(({ store }) => store.command('FLUSHALL')),
  expectations: [
    needsNoRedis,
    {
      contenders: [recordsInRedis],
      outcome: { users: ['signed-out'], lasting: [true] },
      reason: 'No error: the sessions are just gone.',
      source: 'Redis documentation, FLUSHALL',
    },
    {
      contenders: [askedList],
      outcome: { revoked: ['accepted'], lasting: [true] },
      reason: 'No error: the list is empty, and revoked tokens work until they expire.',
      source: 'Redis documentation, FLUSHALL',
    },
    {
      contenders: [pushedList],
      outcome: {},
      reason:
        'The replicas see that the list has begun anew, keep their entries and give them back.',
      source: 'apps/README.md: the pushed denylist',
    },
  ],
};
