import { group, sum } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import type { Tone, Verdict } from '../document.ts';
import { faultLabel, misjudgesWithoutFault, trialsOf, untoldSentence } from '../evidence/faults.ts';
import { supported } from '../evidence/trust.ts';
import { contenderNames, counted, countsOf, enumerate, milliseconds, name } from '../format.ts';
import { redisBudgetVerdicts } from './redis-frozen.ts';
import { namedOrCounted } from './subject.ts';

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

/** One sentence for each fault and outcome, the worst of a fault first; then what was expected of all of them. */
export function failoverVerdicts(result: Result): Verdict[] {
  const { failover } = result;
  if (failover === null) return [];
  return [
    ...[...group(failover.summary, faultLabel)].flatMap(([label, summaries]) =>
      faultVerdicts(result, failover, label, summaries),
    ),
    ...redisBudgetVerdicts(result, failover),
    ...invariantVerdict(result, failover),
    ...expectationVerdict(result, failover),
  ];
}

function faultVerdicts(
  result: Result,
  failover: FailoverResult,
  label: string,
  summaries: readonly FailoverSummary[],
): Verdict[] {
  const groups = group(summaries, (each) => failoverOutcome(each, trialsOf(failover, each)));
  const found = failoverOutcomes.toReversed().filter((outcome) => groups.has(outcome));
  return found.map((outcome) => {
    const alike = groups.get(outcome) ?? [];
    return supported(result, 'failover', {
      tone: failoverTones[outcome],
      headline: `${name(label)}: ${namedOrCounted(alike, summaries)} ${words[outcome]}`,
      // One line for those that fared alike; each contender has a row of its own in the fault's table.
      evidence: [evidenceOf(alike, outcome)],
    });
  });
}

/** What the contenders of an outcome did. */
const words: Readonly<Record<FailoverOutcome, string>> = {
  'accepted-revoked': 'let revoked credentials in',
  'refused-valid': 'turned valid users away',
  failed: 'failed some requests and misjudged none',
  'as-before': 'misjudged credentials as without the fault',
  unharmed: 'lost nothing',
};

function evidenceOf(alike: readonly FailoverSummary[], outcome: FailoverOutcome): string {
  const total = (read: (summary: FailoverSummary) => number) => sum(alike, read);
  const parts = countsOf([
    [total((each) => each.falseAccepts), 'revoked let in'],
    [total((each) => each.falseRejects), 'valid turned away'],
    [total((each) => each.failed), 'failed'],
    [total((each) => each.retriedByBalancer), "answered at the balancer's second try"],
  ]);
  const [trials, requests] = [total((each) => each.trials), total((each) => each.requests)];
  const said = parts.length === 0 ? 'all answered as they should be' : enumerate(parts);
  return `${contenderNames(alike)}: ${counted(trials, 'trial')}, ${counted(requests, 'request')}, ${said}${recovery(alike, outcome)}`;
}

function recovery(alike: readonly FailoverSummary[], outcome: FailoverOutcome): string {
  const harmed = alike.filter(({ errorWindowMs }) => errorWindowMs !== null);
  if (harmed.length === 0 || outcome === 'as-before') return '';
  const open = harmed.filter(({ recoveryMs }) => recoveryMs === null);
  if (open.length > 0) {
    const who = alike.length === 1 ? '' : `${open.length} of ${alike.length} `;
    return `, ${who}not recovered within the watch`;
  }
  const latest = Math.max(...harmed.map(({ recoveryMs }) => recoveryMs ?? 0));
  return `, recovered after ${milliseconds(latest)}${alike.length === 1 ? '' : ' at the latest'}`;
}

function invariantVerdict(result: Result, { invariants }: FailoverResult): Verdict[] {
  const checked = sum(invariants, (each) => each.checked);
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
        ...surprising.slice(0, surprisesShown).map(surpriseText),
        ...(surprising.length > surprisesShown
          ? [`and ${surprising.length - surprisesShown} more, listed in the section on failover`]
          : []),
        ...untoldSentence(cells),
      ],
    }),
  ];
}

function surpriseText({ contender, surprises, ...form }: FailoverResult['cells'][number]): string {
  return `${name(contender)} through ${name(faultLabel(form))}: ${surprises.join('; ')}`;
}
