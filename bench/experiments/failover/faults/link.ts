import type { Link, Replica } from '../../../../infra/stack/stack.ts';
import { type Fault, toEachArm, victimOf } from '../fault.ts';

/** A slow network, or a Redis on the other side of a region. Well below the command timeout of 250 ms. */
const slowEachWayMs = 40;

function linkOf({ storeLink, name }: Replica): Link {
  if (storeLink === null) throw new RangeError(`${name} has no link to its store`);
  return storeLink;
}

const healVictim = toEachArm((arm) => linkOf(victimOf(arm)).heal());

/** What happens between replicas and Redis, while both are well. */
export const linkFaults: readonly Fault[] = [
  {
    fault: 'replica-cut-from-redis',
    variant: null,
    needs: 'linked',
    title: 'One replica loses its way to Redis',
    done: 'The connections of replica 2 to Redis are reset and new ones refused.',
    advice:
      'A balancer without health checks keeps asking a replica that answers 503 quickly. Let a replica that cannot reach its store stop listening, or check readiness from outside, but never all of them at once.',
    balancerSettings: ['proxy_next_upstream'],
    injected: 'replica 2 cut from Redis',
    healed: 'replica 2 reaches Redis again',
    inject: toEachArm((arm) => linkOf(victimOf(arm)).cut()),
    heal: healVictim,
  },
  {
    fault: 'push-link-cut',
    variant: null,
    needs: 'linked',
    title: 'One replica hears nothing from Redis any more',
    done: 'The connections of replica 2 to Redis stay open and deliver nothing, as behind a firewall that forgot them. Two users log out meanwhile.',
    advice:
      'Silence is not "nothing happened". A replica that lives from pushed changes must notice that it hears nothing, stop trusting its copy after a stated time, and catch up from a log afterwards.',
    balancerSettings: [],
    injected: 'replica 2 hears nothing',
    healed: 'replica 2 hears again',
    // Twice the two seconds for which a replica may trust its copy.
    holdsAtLeastMs: 4_000,
    inject: toEachArm((arm) => linkOf(victimOf(arm)).blackhole()),
    heal: healVictim,
  },
  {
    fault: 'redis-slow',
    variant: null,
    needs: 'linked',
    title: 'Redis is far away',
    done: `Everything between replicas and Redis takes ${slowEachWayMs} ms longer in each direction.`,
    advice:
      'Each lookup adds a whole round trip to each request. Count round trips per request before moving a store to another region.',
    balancerSettings: [],
    injected: `Redis ${2 * slowEachWayMs} ms away`,
    healed: 'Redis near again',
    inject: toEachArm(({ replicas }) =>
      Promise.all(replicas.map((replica) => linkOf(replica).delay(slowEachWayMs))),
    ),
    heal: toEachArm(({ replicas }) =>
      Promise.all(replicas.map((replica) => linkOf(replica).heal())),
    ),
  },
];
