import { oneReplicaWithoutRedis } from '../expectation.ts';
import { type Fault, linkOf, toEachArm, victimOf } from '../fault.ts';

export const fault: Fault = {
  name: 'push-link-cut',
  place: 80,
  summary: 'every connection of one replica to Redis stays open and delivers nothing',
  breaks: 'redis',
  needs: 'linked',
  title: 'One replica hears nothing from Redis any more',
  done: 'All connections of replica 2 to Redis stay open and deliver nothing in either direction, as behind a firewall that forgot them; new ones are accepted and deliver nothing either. Two users log out meanwhile.',
  advice:
    'Silence is not "nothing happened". A replica that lives from pushed changes must notice that it hears nothing, stop trusting its copy after a stated time, and catch up from a log afterwards.',
  injected: 'replica 2 hears nothing',
  healed: 'replica 2 hears again',
  // Twice the two seconds for which a replica may trust its copy.
  holdsAtLeastMs: 4_000,
  inject: toEachArm((arm) => linkOf(victimOf(arm)).blackhole()),
  heal: toEachArm((arm) => linkOf(victimOf(arm)).heal()),
  expectations: oneReplicaWithoutRedis,
};
