import type { FaultName } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import { type Criterion, criterionCalled, type Finding, judgeServed } from '../decide/criteria.ts';
import { faultSlug, trialsOf } from '../evidence/faults.ts';
import { count } from '../format.ts';
import type { Tone } from '../tone.ts';
import { failoverOutcome } from '../verdicts/failover.ts';
import { notTried, type Said, said } from './answer.ts';

type Words = readonly [text: string, short: string];

/** What one fault did to a contender. */
interface Harm {
  readonly fault: FaultName;
  /** Null: the run did not inject the fault. */
  readonly tries: number | null;
  /** What goes wrong, the worst first. */
  readonly parts: readonly { readonly tone: Tone; readonly words: Words }[];
  readonly nothing: Words;
}

/** Redis lost its data: valid users signed out, revoked credentials let in. */
export function emptyRedisCell(result: Result, contender: string): Said {
  const fault = 'redis-restarted-empty';
  const users = findingOf('store-empty-users', result, contender);
  return cellOf(result, contender, {
    fault,
    tries: users.holds === null ? null : users.tries,
    parts: [
      ...letIn(falseAccepts(result, contender, fault)),
      ...(users.holds === false
        ? [warned([`${count(users.wrong ?? 0)} signed out`, `${count(users.wrong ?? 0)} out`])]
        : []),
    ],
    nothing: ['neither', 'neither'],
  });
}

/** Redis hangs: whether requests that need only a credential are served, and what is let in. */
export function hangingRedisCell(result: Result, contender: string): Said {
  const fault = 'redis-frozen';
  const served = judgeServed([fault])(result, contender);
  return cellOf(result, contender, {
    fault,
    tries: served.holds === null ? null : served.tries,
    parts: [
      ...letIn(falseAccepts(result, contender, fault)),
      ...(served.holds === false
        ? [warned([`${served.figure} fail`, `${count(served.wrong ?? 0)} fail`])]
        : []),
    ],
    nothing: ['serves', 'serves'],
  });
}

/** A replica is killed: requests that are lost with it. */
export function deadReplicaCell(result: Result, contender: string): Said {
  const lost = findingOf('replica-dies', result, contender);
  return cellOf(result, contender, {
    fault: 'replica-killed',
    tries: lost.holds === null ? null : lost.tries,
    parts: lost.holds === false ? [warned([`${lost.figure} lost`, count(lost.wrong ?? 0)])] : [],
    nothing: ['none lost', 'none'],
  });
}

function warned(words: Words) {
  return { tone: 'warn' as const, words };
}

function letIn(revoked: number) {
  if (revoked === 0) return [];
  const words: Words = [`${count(revoked)} let in`, `${count(revoked)} in`];
  return [{ tone: 'bad' as const, words }];
}

function cellOf(result: Result, contender: string, { fault, tries, parts, nothing }: Harm): Said {
  if (tries === null) return notTried;
  const slug = faultSlug({ fault, variant: null });
  const evidence = [`timeline-${slug}-${contender}`, `fault-${slug}`, 'failover'];
  const [worst] = parts;
  if (worst === undefined) return said('good', nothing, evidence.slice(1));
  const text = parts.map(({ words }) => words[0]).join(', ');
  const isAsBefore = misjudgesAnyway(result, contender, fault);
  const short = worst.words[1];
  return isAsBefore
    ? said('neutral', [`${text}, as before`, short], evidence)
    : said(worst.tone, [text, short], evidence);
}

/** Whether the contender misjudges credentials without the fault too. */
function misjudgesAnyway({ failover }: Result, contender: string, fault: FaultName): boolean {
  const summary = failover?.summary.find(
    (row) => row.contender === contender && row.fault === fault,
  );
  return (
    summary !== undefined && failoverOutcome(summary, trialsOf(failover, summary)) === 'as-before'
  );
}

function falseAccepts({ failover }: Result, contender: string, fault: FaultName): number {
  const rows = failover?.summary.filter(
    (row) => row.contender === contender && row.fault === fault,
  );
  return (rows ?? []).reduce((sum, row) => sum + row.falseAccepts, 0);
}

function findingOf(need: Criterion['name'], result: Result, contender: string): Finding {
  return criterionCalled(need).judge(result, contender);
}
