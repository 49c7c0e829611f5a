import { sum } from 'd3-array';
import type { FailoverSummary, FaultName } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import type { RevocationSummary } from '../../result/revocation.ts';
import { againstFloor } from '../evidence/trust.ts';

/** What one run says about one contender. `figure` is what was counted, in as few words as a cell holds. */
export interface Finding {
  /** Null: this run did not try it. */
  readonly holds: boolean | null;
  readonly figure: string;
}

/** Something an owner may need, and that a run can show. */
export interface Criterion {
  /** For `--need`. */
  readonly name: string;
  readonly meaning: string;
  judge(result: Result, contender: string): Finding;
}

const notTried: Finding = { holds: null, figure: 'not tried' };
const untilExpiry: Finding = { holds: false, figure: 'until it expires' };
const soonMs = 1000;

export const criteria: readonly Criterion[] = [
  {
    name: 'any-replica',
    meaning: 'every replica knows every login',
    judge({ contenders }, contender) {
      const found = contenders.find((one) => one.contender === contender)?.behindBalancer;
      if (found === undefined || found.requests === 0) return notTried;
      return finding(found.refused === 0, `${found.refused} of ${found.requests} refused`);
    },
  },
  {
    name: 'logout-now',
    meaning: 'after a logout no replica accepts one more request',
    judge: judgeLogout(({ staleAccepts, probesAfterAck }) =>
      finding(staleAccepts === 0, `${staleAccepts} of ${probesAfterAck} probes`),
    ),
  },
  {
    name: 'logout-soon',
    meaning: 'after a logout every replica refuses within a second',
    judge: judgeLogout(({ maxMs }) =>
      maxMs === null ? untilExpiry : finding(maxMs <= soonMs, `up to ${Math.ceil(maxMs)} ms`),
    ),
  },
  {
    name: 'stays-out',
    meaning: 'what was revoked never comes back',
    judge: judgeStaysOut,
  },
  {
    name: 'replica-dies',
    meaning: 'no request is lost when a replica is killed',
    judge: judgeFault(['replica-killed'], 'lost', (row) => row.failed + row.falseRejects),
  },
  {
    name: 'store-away',
    meaning: 'users are served while Redis is away',
    judge: judgeFault(['redis-frozen', 'redis-down'], 'failed', (row) => row.failed),
  },
  {
    name: 'store-empty-users',
    meaning: 'users stay signed in when Redis loses its data',
    judge: judgeFault(['redis-restarted-empty'], 'false rejects', (row) => row.falseRejects),
  },
  {
    name: 'store-empty-thieves',
    meaning: 'what was revoked stays revoked when Redis loses its data',
    judge: judgeFault(['redis-restarted-empty'], 'false accepts', (row) => row.falseAccepts),
  },
];

export const criterionNames: readonly string[] = criteria.map(({ name }) => name);

/** Replica CPU per accepted answer, as a multiple of `floor`; null when the run did not measure it. */
export function costRatio({ lookup }: Result, contender: string): number | null {
  const found = againstFloor(lookup, contender);
  if (found !== undefined) return found.ratio;
  const turned = lookup?.comparisons.find(
    ({ a, b, metric }) => a === 'floor' && b === contender && metric === 'replicaCpuUsPerRequest',
  )?.ratio;
  return turned == null ? null : 1 / turned;
}

/** Judges the logout trials of one contender. One that still accepted when the watch ended meets no need. */
function judgeLogout(judge: (row: RevocationSummary) => Finding): Criterion['judge'] {
  return ({ revocation }, contender) => {
    const row = revocation?.summary.find(
      (one) => one.contender === contender && one.action === 'logout',
    );
    if (row === undefined || row.trials === 0) return notTried;
    return row.censored > 0 ? untilExpiry : judge(row);
  };
}

/** Counts resurrections in ordinary trials and in forced races, where a request is in flight during the logout. */
function judgeStaysOut({ revocation }: Result, contender: string): Finding {
  const rows = revocation?.summary.filter((row) => row.contender === contender) ?? [];
  const races = revocation?.races.filter((row) => row.contender === contender) ?? [];
  if (rows.length + races.length === 0) return notTried;
  const back = sum(rows, (row) => row.resurrections) + sum(races, (row) => row.cameBack);
  const logouts = sum(rows, (row) => row.trials) + sum(races, (row) => row.races);
  return finding(back === 0, `${back} of ${logouts} came back`);
}

/** Judges the trials of one contender under these faults: not one request may be among those that `of` counts. */
function judgeFault(
  faults: readonly FaultName[],
  what: string,
  of: (row: FailoverSummary) => number,
): Criterion['judge'] {
  return ({ failover }, contender) => {
    const ofContender = failover?.summary.filter((row) => row.contender === contender) ?? [];
    const rows = ofContender.filter(({ fault }) => faults.includes(fault));
    if (rows.length === 0) return notTried;
    const counted = sum(rows, of);
    return finding(counted === 0, `${counted} ${what} of ${sum(rows, (row) => row.requests)}`);
  };
}

function finding(holds: boolean, figure: string): Finding {
  return { holds, figure };
}
