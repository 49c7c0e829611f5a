import { sum } from 'd3-array';
import type { FailoverTrial } from '../../result/failover.ts';

/** What became of the requests since the fault that have one thing in common. */
export interface RouteTally {
  readonly requests: number;
  /** With a 503 of the app: "not now". */
  readonly answered503: number;
  /** By the balancer, by a broken connection or by nobody. */
  readonly failedOtherwise: number;
}

/** The requests of a contender through a fault, by whether it asks Redis to answer them. */
export interface RedisNeed {
  readonly asks: RouteTally;
  readonly asksNot: RouteTally;
}

export function redisNeedOf(trials: readonly FailoverTrial[]): RedisNeed {
  const routes = trials.flatMap((trial) => trial.routes);
  const tally = (found: FailoverTrial['routes']): RouteTally => {
    const answered503 = sum(found, (route) => route.answered503);
    return {
      requests: sum(found, (route) => route.requests),
      answered503,
      failedOtherwise: sum(found, failedRequests) - answered503,
    };
  };
  return {
    asks: tally(routes.filter(({ asksRedis }) => asksRedis)),
    asksNot: tally(routes.filter(({ asksRedis }) => !asksRedis)),
  };
}

function failedRequests({ outcomes }: FailoverTrial['routes'][number]): number {
  const { '5xx': errors = 0, reset = 0, refused = 0, timeout = 0 } = outcomes;
  return errors + reset + refused + timeout;
}

export function failedIn({ answered503, failedOtherwise }: RouteTally): number {
  return answered503 + failedOtherwise;
}
