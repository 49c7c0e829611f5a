import { not, scatteredUsers } from '../contender-kinds.ts';
import { type Fault, linkOf, toEachArm } from '../fault.ts';

/** A slow network, or a Redis on the other side of a region. Well below the command timeout of 250 ms. */
const slowEachWayMs = 40;

export const fault: Fault = {
  name: 'redis-slow',
  place: 130,
  summary: 'every command to Redis and every answer takes longer on its way',
  breaks: 'redis',
  needs: 'linked',
  title: 'Redis is far away',
  done: `Everything between replicas and Redis takes ${slowEachWayMs} ms longer in each direction.`,
  advice:
    'Each lookup adds a whole round trip to each request. Count round trips per request before moving a store to another region.',
  injected: `Redis ${2 * slowEachWayMs} ms away`,
  healed: 'Redis near again',
  inject: toEachArm(({ replicas }) =>
    Promise.all(replicas.map((replica) => linkOf(replica).delay(slowEachWayMs))),
  ),
  heal: toEachArm(({ replicas }) => Promise.all(replicas.map((replica) => linkOf(replica).heal()))),
  expectations: [
    {
      contenders: [not(scatteredUsers)],
      outcome: { users: ['served', 'slowed'] },
      reason: 'One or two round trips more for a contender that asks Redis, within every timeout.',
      source: 'apps/README.md: round trips per request',
    },
    {
      contenders: [scatteredUsers],
      outcome: {},
      reason: 'It asks no Redis to judge a credential.',
      source: 'apps/README.md: table of differences',
    },
  ],
};
