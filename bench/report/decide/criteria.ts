import type { FaultName } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';

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
    judge: judgeLogout,
  },
  {
    name: 'logout-soon',
    meaning: 'after a logout every replica refuses within a second',
    judge: judgeLogoutSoon,
  },
  {
    name: 'stays-out',
    meaning: 'what was revoked never comes back',
    judge: judgeStaysOut,
  },
  {
    name: 'replica-dies',
    meaning: 'no request is lost when a replica is killed',
    judge: (result, contender) =>
      judgeFault(result, contender, ['replica-killed'], ({ failed, falseRejects }) => [
        failed + falseRejects,
        'lost',
      ]),
  },
  {
    name: 'store-away',
    meaning: 'users are served while Redis is away',
    judge: (result, contender) =>
      judgeFault(result, contender, ['redis-frozen', 'redis-down'], ({ failed }) => [
        failed,
        'failed',
      ]),
  },
  {
    name: 'store-empty-users',
    meaning: 'users stay signed in when Redis loses its data',
    judge: (result, contender) =>
      judgeFault(result, contender, ['redis-restarted-empty'], ({ falseRejects }) => [
        falseRejects,
        'false rejects',
      ]),
  },
  {
    name: 'store-empty-thieves',
    meaning: 'what was revoked stays revoked when Redis loses its data',
    judge: (result, contender) =>
      judgeFault(result, contender, ['redis-restarted-empty'], ({ falseAccepts }) => [
        falseAccepts,
        'false accepts',
      ]),
  },
];

export const criterionNames: readonly string[] = criteria.map(({ name }) => name);

/** Replica CPU per accepted answer, as a multiple of `floor`; null when the run did not measure it. */
export function costRatio({ lookup }: Result, contender: string): number | null {
  const pairs =
    lookup?.comparisons.filter(({ metric }) => metric === 'replicaCpuUsPerRequest') ?? [];
  const found = pairs.find(({ a, b }) => a === contender && b === 'floor');
  if (found !== undefined) return found.ratio;
  const turned = pairs.find(({ a, b }) => a === 'floor' && b === contender)?.ratio;
  return turned == null ? null : 1 / turned;
}

function judgeLogout({ revocation }: Result, contender: string): Finding {
  const row = revocation?.summary.find(
    (one) => one.contender === contender && one.action === 'logout',
  );
  if (row === undefined || row.trials === 0) return notTried;
  if (row.censored > 0) return finding(false, 'until it expires');
  return finding(row.staleAccepts === 0, `${row.staleAccepts} of ${row.probesAfterAck} probes`);
}

const soonMs = 1000;

function judgeLogoutSoon(result: Result, contender: string): Finding {
  const row = result.revocation?.summary.find(
    (one) => one.contender === contender && one.action === 'logout',
  );
  if (row === undefined || row.trials === 0) return notTried;
  if (row.censored > 0 || row.maxMs === null) return finding(false, 'until it expires');
  return finding(row.maxMs <= soonMs, `up to ${Math.ceil(row.maxMs)} ms`);
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

interface Counts {
  readonly failed: number;
  readonly falseAccepts: number;
  readonly falseRejects: number;
}

function judgeFault(
  { failover }: Result,
  contender: string,
  faults: readonly FaultName[],
  counted: (row: Counts) => readonly [number, string],
): Finding {
  const rows =
    failover?.summary.filter((row) => row.contender === contender && faults.includes(row.fault)) ??
    [];
  if (rows.length === 0) return notTried;
  const [count, what] = counted({
    failed: sum(rows, (row) => row.failed),
    falseAccepts: sum(rows, (row) => row.falseAccepts),
    falseRejects: sum(rows, (row) => row.falseRejects),
  });
  return finding(count === 0, `${count} ${what} of ${sum(rows, (row) => row.requests)}`);
}

function sum<Row>(rows: readonly Row[], of: (row: Row) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}

function finding(holds: boolean, figure: string): Finding {
  return { holds, figure };
}
