import { group, max, sum } from 'd3-array';
import type { FailoverResult, FailoverSummary, FailoverTrial } from '../../result/failover.ts';
import type { Result } from '../../result/result.ts';
import type { Tone, Verdict } from '../document.ts';
import {
  failedIn,
  faultLabel,
  misjudgesWithoutFault,
  type RedisNeed,
  redisNeedOf,
  trialsOf,
  untoldSentence,
} from '../evidence/faults.ts';
import { supported } from '../evidence/trust.ts';
import {
  contenderNames,
  count,
  counted,
  countsOf,
  enumerate,
  milliseconds,
  name,
} from '../format.ts';

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
  const said = found.map(
    (outcome) => `${contenderNames(groups.get(outcome) ?? [])} ${words[outcome][0]}`,
  );
  return supported(result, 'failover', {
    tone: failoverTones[found[0] ?? 'unharmed'],
    headline: `${name(label)}: ${said.join('; ')}`,
    // One line for those that fared alike; each contender has a row of its own in the fault's table.
    evidence: found.map((outcome) => evidenceOf(groups.get(outcome) ?? [], outcome)),
  });
}

/** What the contenders of an outcome did: in the headline, and to refer to several of them in the evidence. */
const words: Readonly<Record<FailoverOutcome, readonly [headline: string, reference: string]>> = {
  'accepted-revoked': ['let revoked credentials in', 'let revoked credentials in'],
  'refused-valid': ['turned valid users away', 'turned valid users away'],
  failed: ['failed some requests and misjudged none', 'failed some requests'],
  'as-before': ['misjudged credentials as without the fault', 'misjudge without the fault too'],
  unharmed: ['lost nothing', 'lost nothing'],
};

function evidenceOf(alike: readonly FailoverSummary[], outcome: FailoverOutcome): string {
  const total = (read: (summary: FailoverSummary) => number) => sum(alike, read);
  const parts = countsOf([
    [total((each) => each.falseAccepts), 'revoked accepted'],
    [total((each) => each.falseRejects), 'valid refused'],
    [total((each) => each.failed), 'failed'],
    [total((each) => each.retriedByBalancer), "answered at the balancer's second try"],
  ]);
  const [trials, requests] = [total((each) => each.trials), total((each) => each.requests)];
  const said = parts.length === 0 ? 'all answered as they should be' : enumerate(parts);
  const who =
    alike.length === 1 ? contenderNames(alike) : `the ${alike.length} that ${words[outcome][1]}`;
  return `${who}: ${counted(trials, 'trial')}, ${counted(requests, 'request')}, ${said}${healing(alike, outcome)}`;
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

/** The command timeout is 250 ms; the rest is for everything else on the way. */
const redisBudgetMs = 400;

/**
 * Whether, with Redis frozen, requests that need it got a 503 in time and the others were served. Empty when the run
 * did not inject that fault.
 */
export function redisBudgetVerdict(result: Result, failover: FailoverResult): Verdict[] {
  const cells = failover.summary
    .filter(({ fault }) => fault === 'redis-frozen')
    .map((summary) => ({ summary, ...redisNeedOf(trialsOf(failover, summary)) }));
  const affected = sum(cells, ({ asks }) => failedIn(asks));
  if (affected === 0) return [];
  const told = sum(cells, ({ asks }) => asks.answered503);
  const slowestMs = max(cells, ({ summary }) => summary.failedP99Ms ?? 0) ?? 0;
  const unaffected = sum(cells, ({ asksNot }) => asksNot.requests);
  const harmed = sum(cells, ({ asksNot }) => failedIn(asksNot));
  const kept = told === affected && harmed === 0;
  return [
    supported(result, 'failover', {
      tone: kept && slowestMs <= redisBudgetMs ? 'good' : 'warn',
      headline: `While Redis is frozen, ${told === affected ? 'every' : `${count(told)} of ${count(affected)}`} affected request${told === affected ? '' : 's'} got a 503, 99\u00a0% of each contender's within ${milliseconds(slowestMs)}; ${harmed === 0 ? 'none' : count(harmed)} of ${counted(unaffected, 'request')} that need no Redis failed`,
      evidence: [
        `limit: ${milliseconds(redisBudgetMs)}, of which a command may wait 250\u00a0ms`,
        ...cells
          .filter(({ asks }) => failedIn(asks) > 0)
          .map(({ summary, ...need }) => redisEvidence(summary, need)),
      ],
    }),
  ];
}

function redisEvidence(summary: FailoverSummary, { asks, asksNot }: RedisNeed): string {
  const otherwise = asks.failedOtherwise > 0 ? `, ${count(asks.failedOtherwise)} otherwise` : '';
  return `${name(summary.contender)}: ${count(asks.answered503)} of ${counted(asks.requests, 'request')} that ask Redis got a 503${otherwise}, 99\u00a0% of them within ${milliseconds(summary.failedP99Ms)}; ${count(failedIn(asksNot))} of ${count(asksNot.requests)} that ask none failed`;
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
