import { countOutcomes, isFailure } from '../../load/outcome.ts';
import type { FailoverRoute } from '../../result/failover-outcome.ts';
import { quantileOf } from '../../stats/percentile.ts';
import type { Judged } from './judge.ts';
import { asksRedis, type MixedRequest, mix } from './mix.ts';

/** The requests since the fault, by what was asked and with whose credentials. Empty groups are left out. */
export function routesOf(since: readonly Judged[], contender: string): FailoverRoute[] {
  const groups = Map.groupBy(mix, (kind) => `${kind.credentials} ${labelOf(kind)}`);
  return [...groups.values()].flatMap((kinds) => {
    const [kind] = kinds;
    const requests = since.filter(({ record }) => kinds.some((each) => each === mix[record.kind]));
    if (kind === undefined || requests.length === 0) return [];
    return {
      route: labelOf(kind),
      // The users who log out during the fault are valid before and revoked after: their requests belong to neither
      // row.
      population: kind.population,
      leaving: kind.credentials === 'leaving',
      asksRedis: asksRedis(kind, contender),
      requests: requests.length,
      outcomes: countOutcomes(requests),
      answered503: requests.filter((each) => each.class === '5xx' && each.record.status === 503)
        .length,
      failedP99Ms: quantileOf(
        requests
          .filter((each) => isFailure(each.class))
          .map(({ record }) => record.doneMs - record.sentMs),
        0.99,
      ),
    };
  });
}

function labelOf({ method, path }: MixedRequest): string {
  return `${method} ${path}`;
}
