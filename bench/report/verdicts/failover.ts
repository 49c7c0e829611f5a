import { group } from 'd3-array';
import type { FailoverSummary, FailoverTrial } from '../../result/failover.ts';
import type { Result } from '../../result.ts';
import type { Tone, Verdict } from '../document.ts';
import { count, counted, enumerate, milliseconds, name, names } from '../format.ts';
import { supported } from './evidence-line.ts';

/** What a fault did, worst last. `as-before`: it misjudges credentials without any fault too. */
export const failoverOutcomes = [
  'unharmed',
  'as-before',
  'failed',
  'refused-valid',
  'accepted-revoked',
] as const;
export type FailoverOutcome = (typeof failoverOutcomes)[number];

/** Misjudged requests before the fault: the contender's own way, not the fault's doing. */
export function misjudgesWithoutFault(trials: readonly FailoverTrial[]): boolean {
  return trials.some((trial) =>
    trial.buckets.some(
      ({ atMs, outcomes }) =>
        atMs + trial.bucketMs <= 0 &&
        (outcomes['false-accept'] ?? 0) + (outcomes['false-reject'] ?? 0) > 0,
    ),
  );
}

export function failoverOutcome(
  summary: FailoverSummary,
  trials: readonly FailoverTrial[],
): FailoverOutcome {
  if (misjudgesWithoutFault(trials)) return 'as-before';
  if (summary.falseAccepts > 0) return 'accepted-revoked';
  if (summary.falseRejects > 0) return 'refused-valid';
  return summary.failed > 0 ? 'failed' : 'unharmed';
}

/** How the outcome is set wherever it is shown. */
export const failoverTones: Readonly<Record<FailoverOutcome, Tone>> = {
  unharmed: 'good',
  'as-before': 'warn',
  failed: 'warn',
  'refused-valid': 'warn',
  'accepted-revoked': 'bad',
};

/** The trials of one cell: one contender through one fault. */
export function trialsOf(result: Result, { contender, fault }: FailoverSummary): FailoverTrial[] {
  return (result.failover?.trials ?? []).filter(
    (trial) => trial.contender === contender && trial.fault === fault && trial.valid,
  );
}

/** One sentence per fault: what each contender did with it, the worst first. */
export function failoverVerdicts(result: Result): Verdict[] {
  const byFault = group(result.failover?.summary ?? [], (summary) => summary.fault);
  return [...byFault].map(([fault, summaries]) => {
    const groups = group(summaries, (each) => failoverOutcome(each, trialsOf(result, each)));
    const found = failoverOutcomes.toReversed().filter((outcome) => groups.has(outcome));
    return supported(result, 'failover', {
      tone: failoverTones[found[0] ?? 'unharmed'],
      headline: `${name(fault)}: ${found.map((outcome) => clauses[outcome](groups.get(outcome) ?? [])).join('; ')}`,
      evidence: summaries.map((summary) => evidenceOf(summary, trialsOf(result, summary))),
    });
  });
}

type Clause = (summaries: readonly FailoverSummary[]) => string;

const clauses: Readonly<Record<FailoverOutcome, Clause>> = {
  'accepted-revoked': (summaries) => `${namesOf(summaries)} let revoked credentials in`,
  'refused-valid': (summaries) => `${namesOf(summaries)} turned valid users away`,
  failed: (summaries) => `${namesOf(summaries)} failed some requests and misjudged none`,
  'as-before': (summaries) => `${namesOf(summaries)} misjudged credentials as without the fault`,
  unharmed: (summaries) => `${namesOf(summaries)} lost nothing`,
};

function namesOf(summaries: readonly FailoverSummary[]): string {
  return names(summaries.map((summary) => summary.contender));
}

function evidenceOf(summary: FailoverSummary, trials: readonly FailoverTrial[]): string {
  const bad = [
    [summary.falseAccepts, 'revoked accepted'],
    [summary.falseRejects, 'valid refused'],
    [summary.failed, 'failed'],
    [summary.retriedByBalancer, 'retried by the balancer'],
  ] as const;
  const parts = bad
    .filter(([number]) => number > 0)
    .map(([number, what]) => `${count(number)} ${what}`);
  return `${name(summary.contender)}: ${counted(summary.trials, 'trial')}, ${counted(summary.requests, 'request')}, ${parts.length === 0 ? 'all as they should be' : enumerate(parts)}${healing(summary, misjudgesWithoutFault(trials))}`;
}

function healing({ errorWindowMs, recoveryMs }: FailoverSummary, neverWell: boolean): string {
  if (errorWindowMs === null || neverWell) return '';
  return recoveryMs === null
    ? ', not healed within the watch'
    : `, healed after ${milliseconds(recoveryMs)}`;
}
