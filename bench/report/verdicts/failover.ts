import { group } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import type { Tone, Verdict } from '../document.ts';
import { faultLabel, misjudgesWithoutFault, trialsOf } from '../evidence/faults.ts';
import { supported } from '../evidence/trust.ts';
import { count, counted, enumerate, milliseconds, name, names } from '../format.ts';
import { redisBudgetVerdict } from './redis-budget.ts';

/** What a fault did, worst last. `as-before`: it misjudges credentials without any fault too. */
export const failoverOutcomes = [
  'unharmed',
  'as-before',
  'failed',
  'refused-valid',
  'accepted-revoked',
] as const;
export type FailoverOutcome = (typeof failoverOutcomes)[number];

/** How the outcome is set wherever it is shown. */
export const failoverTones: Readonly<Record<FailoverOutcome, Tone>> = {
  unharmed: 'good',
  'as-before': 'neutral',
  failed: 'warn',
  'refused-valid': 'warn',
  'accepted-revoked': 'bad',
};

export function failoverOutcome(
  summary: FailoverSummary,
  trials: readonly FailoverTrial[],
): FailoverOutcome {
  if (misjudgesWithoutFault(trials)) return 'as-before';
  if (summary.falseAccepts > 0) return 'accepted-revoked';
  if (summary.falseRejects > 0) return 'refused-valid';
  return summary.failed > 0 ? 'failed' : 'unharmed';
}

/** One sentence per fault, what each contender did with it, the worst first; then what was expected of them all. */
export function failoverVerdicts(result: Result): Verdict[] {
  const { failover } = result;
  if (failover === null) return [];
  return [
    ...[...group(failover.summary, faultLabel)].map(([label, summaries]) =>
      faultVerdict(result, failover, label, summaries),
    ),
    ...redisBudgetVerdict(result, failover),
    ...invariantVerdict(result, failover),
    ...expectationVerdict(result, failover),
  ];
}

function faultVerdict(
  result: Result,
  failover: FailoverResult,
  label: string,
  summaries: readonly FailoverSummary[],
): Verdict {
  const groups = group(summaries, (each) => failoverOutcome(each, trialsOf(failover, each)));
  const found = failoverOutcomes.toReversed().filter((outcome) => groups.has(outcome));
  const said = found.map((outcome) => clauses[outcome](groups.get(outcome) ?? []));
  return supported(result, 'failover', {
    tone: failoverTones[found[0] ?? 'unharmed'],
    headline: `${name(label)}: ${said.join('; ')}`,
    evidence: faultEvidence(failover, summaries),
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

/** How the evidence refers to several contenders that the headline has named. */
const groupWords: Readonly<Record<FailoverOutcome, string>> = {
  'accepted-revoked': 'that let revoked credentials in',
  'refused-valid': 'that turned valid users away',
  failed: 'that failed some requests',
  'as-before': 'that misjudge without the fault too',
  unharmed: 'that lost nothing',
};

/** One line for those that fared alike; each contender has a row of its own in the fault's table. */
function faultEvidence(failover: FailoverResult, summaries: readonly FailoverSummary[]): string[] {
  const alike = group(summaries, (each) => failoverOutcome(each, trialsOf(failover, each)));
  return failoverOutcomes
    .toReversed()
    .flatMap((outcome) => evidenceOf(alike.get(outcome) ?? [], outcome));
}

function evidenceOf(alike: readonly FailoverSummary[], outcome: FailoverOutcome): string[] {
  if (alike.length === 0) return [];
  const total = (read: (summary: FailoverSummary) => number) =>
    alike.reduce((sum, summary) => sum + read(summary), 0);
  const parts = (
    [
      [total((each) => each.falseAccepts), 'revoked accepted'],
      [total((each) => each.falseRejects), 'valid refused'],
      [total((each) => each.failed), 'failed'],
      [total((each) => each.retriedByBalancer), "answered at the balancer's second try"],
    ] as const
  )
    .filter(([requests]) => requests > 0)
    .map(([requests, what]) => `${count(requests)} ${what}`);
  const trials = counted(
    total((each) => each.trials),
    'trial',
  );
  const requests = counted(
    total((each) => each.requests),
    'request',
  );
  const said = parts.length === 0 ? 'all answered as they should be' : enumerate(parts);
  const who = alike.length === 1 ? namesOf(alike) : `the ${alike.length} ${groupWords[outcome]}`;
  return [`${who}: ${trials}, ${requests}, ${said}${healing(alike, outcome)}`];
}

function healing(alike: readonly FailoverSummary[], outcome: FailoverOutcome): string {
  const harmed = alike.filter(({ errorWindowMs }) => errorWindowMs !== null);
  if (harmed.length === 0 || outcome === 'as-before') return '';
  const open = harmed.filter(({ recoveryMs }) => recoveryMs === null);
  if (open.length > 0) {
    const who = alike.length === 1 ? '' : `${open.length} of ${alike.length} `;
    return `, ${who}not healed within the watch`;
  }
  const latest = Math.max(...harmed.map(({ recoveryMs }) => recoveryMs ?? 0));
  return `, healed after ${milliseconds(latest)}${alike.length === 1 ? '' : ' at the latest'}`;
}

function invariantVerdict(result: Result, { invariants }: FailoverResult): Verdict[] {
  const checked = invariants.reduce((sum, invariant) => sum + invariant.checked, 0);
  if (checked === 0) return [];
  const broken = invariants.filter((invariant) => invariant.violations.length > 0);
  return [
    supported(result, 'failover', {
      tone: broken.length === 0 ? 'good' : 'bad',
      headline:
        broken.length === 0
          ? `The rules that must hold in every fault held: ${counted(invariants.length, 'rule')}`
          : `${broken.length} of ${counted(invariants.length, 'rule')} that must hold in every fault did not`,
      evidence: [
        `${counted(checked, 'check')} on the trials`,
        ...broken.flatMap(({ invariant, violations }) => `${invariant}: ${violations.join('; ')}`),
      ],
    }),
  ];
}

/** A verdict names the first few; the table has them all. */
const surprisesShown = 5;

function expectationVerdict(result: Result, { cells }: FailoverResult): Verdict[] {
  const observed = cells.filter((cell) => cell.agrees !== null);
  if (observed.length === 0) return [];
  const surprising = observed.filter((cell) => cell.agrees === false);
  return [
    supported(result, 'failover', {
      tone: surprising.length === 0 ? 'good' : 'warn',
      headline: `${observed.length - surprising.length} of ${counted(observed.length, 'cell')} of the fault matrix came out as expected`,
      evidence: [
        ...surprising
          .slice(0, surprisesShown)
          .map(
            (cell) =>
              `${name(cell.contender)} through ${name(faultLabel(cell))}: ${cell.surprises.join('; ')}`,
          ),
        ...(surprising.length > surprisesShown
          ? [`and ${surprising.length - surprisesShown} more, listed in the section on failover`]
          : []),
      ],
    }),
  ];
}
