import type { FaultName } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import { criterionCalled, type Finding, judgeServed } from '../decide/criteria.ts';
import { faultSlug, trialsOf } from '../evidence/faults.ts';
import { count } from '../format.ts';
import { failoverOutcome } from '../verdicts/failover.ts';
import { notTried, type Said, said } from './answer.ts';

type Words = readonly [text: string, short: string];

/** One thing that goes wrong through a fault. */
interface Part {
  readonly kind: 'let-in' | 'lost';
  readonly words: Words;
}

/** Redis lost its data: valid users signed out, revoked credentials let in. */
export function emptyRedisCell(result: Result, contender: string): Said {
  const fault = 'redis-restarted-empty';
  const users = criterionCalled('store-empty-users').judge(result, contender);
  const parts = [
    ...letIn(falseAccepts(result, contender, fault)),
    ...lost(users, (wrong) => [`${wrong} signed out`, `${wrong} out`]),
  ];
  return cellOf(result, contender, fault, users, parts, ['neither', 'neither']);
}

/** Redis hangs: whether requests that need only a credential are served, and what is let in. */
export function hangingRedisCell(result: Result, contender: string): Said {
  const fault = 'redis-frozen';
  const served = judgeServed([fault])(result, contender);
  const parts = [
    ...letIn(falseAccepts(result, contender, fault)),
    ...lost(served, (wrong, figure) => [`${figure} fail`, `${wrong} fail`]),
  ];
  return cellOf(result, contender, fault, served, parts, ['serves', 'serves']);
}

/** A replica is killed: requests that are lost with it. */
export function deadReplicaCell(result: Result, contender: string): Said {
  const found = criterionCalled('replica-dies').judge(result, contender);
  const parts = lost(found, (wrong, figure) => [`${figure} lost`, wrong]);
  return cellOf(result, contender, 'replica-killed', found, parts, ['none lost', 'none']);
}

function letIn(revoked: number): Part[] {
  if (revoked === 0) return [];
  return [{ kind: 'let-in', words: [`${count(revoked)} let in`, `${count(revoked)} in`] }];
}

function lost(
  { holds, figure, wrong }: Finding,
  wordsOf: (wrong: string, figure: string) => Words,
): Part[] {
  if (holds !== false) return [];
  return [{ kind: 'lost', words: wordsOf(count(wrong ?? 0), figure) }];
}

const tones = { 'let-in': 'bad', lost: 'warn' } as const;

/** The parts in one cell. What the contender does without the fault too is not held against it. */
function cellOf(
  result: Result,
  contender: string,
  fault: FaultName,
  { holds }: Finding,
  parts: readonly Part[],
  nothing: Words,
): Said {
  if (holds === null) return notTried;
  const slug = faultSlug({ fault, variant: null });
  const evidence = [`timeline-${slug}-${contender}`, `fault-${slug}`, 'failover'];
  const [first] = parts;
  if (first === undefined) return said('good', nothing, evidence.slice(1));
  const habits = habitsOf(result, contender, fault);
  const worst = parts.find(({ kind }) => !habits.includes(kind));
  const text = parts
    .map(({ kind, words }) => (habits.includes(kind) ? `${words[0]}, as before` : words[0]))
    .join('; ');
  const tone = worst === undefined ? 'neutral' : tones[worst.kind];
  return said(tone, [text, (worst ?? first).words[1]], evidence);
}

/** What goes wrong with this contender without the fault too. */
function habitsOf({ failover }: Result, contender: string, fault: FaultName): Part['kind'][] {
  const rows = (failover?.summary ?? []).filter(
    (row) => row.contender === contender && row.fault === fault,
  );
  const [row] = rows;
  if (row === undefined || failoverOutcome(row, trialsOf(failover, row)) !== 'as-before') return [];
  return [
    ...(row.falseAccepts > 0 ? (['let-in'] as const) : []),
    ...(row.falseRejects > 0 ? (['lost'] as const) : []),
  ];
}

function falseAccepts({ failover }: Result, contender: string, fault: FaultName): number {
  const rows = (failover?.summary ?? []).filter(
    (row) => row.contender === contender && row.fault === fault,
  );
  return rows.reduce((sum, row) => sum + row.falseAccepts, 0);
}
