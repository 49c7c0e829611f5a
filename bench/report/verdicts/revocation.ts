import { group } from 'd3-array';
import type { Result } from '../../result/result.ts';
import type { ActionName, RevocationSummary } from '../../result/revocation.ts';
import type { Tone, Verdict } from '../document.ts';
import { dividedText, scaleOf } from '../evidence/staleness.ts';
import { supported, unseenShare } from '../evidence/trust.ts';
import {
  atMost,
  contenderNames,
  count,
  counted,
  divided,
  milliseconds,
  name,
  percent,
} from '../format.ts';
import { namedOrCounted } from './subject.ts';

/**
 * What happened to a revoked credential, best first. `until-expiry`: it was still accepted when the watch ended, and
 * the contender promises expiry only. `against-promise`: the same, although an earlier end was promised.
 */
const revocationOutcomes = [
  'at-once',
  'within-promise',
  'late',
  'until-expiry',
  'against-promise',
  'came-back',
] as const;
export type RevocationOutcome = (typeof revocationOutcomes)[number];

/** A longer bound is the life of a credential; a shorter one is the time in which a revocation spreads. */
const longestTravelMs = 10_000;

export function revocationOutcome(summary: RevocationSummary): RevocationOutcome {
  const { resurrections, censored, staleAccepts, boundMs } = summary;
  if (resurrections > 0) return 'came-back';
  if (censored > 0) return (boundMs ?? 0) > longestTravelMs ? 'until-expiry' : 'against-promise';
  if (staleAccepts === 0) return 'at-once';
  return boundMs !== null && !isBroken(summary, boundMs) ? 'within-promise' : 'late';
}

/**
 * An accept that was sent after the bound breaks the promise. An upper end beyond the bound does not: it only shows
 * that the refusal was answered late. Results without the last accept are judged by their upper end.
 */
function isBroken(summary: RevocationSummary, boundMs: number): boolean {
  const { maxLowMs, resolutionMs } = summary;
  if (maxLowMs !== null) return maxLowMs > boundMs;
  return acceptedUpToMs(summary) > boundMs + (resolutionMs ?? 0);
}

/**
 * The longest time for which anything revoked was accepted: the largest upper end among trials with a stale accept. The
 * other trials do not count, because their upper end only shows how late an answer came. Results that do not tell these
 * trials apart give the largest upper end of all trials.
 */
export function acceptedUpToMs({ maxStaleMs, maxMs }: RevocationSummary): number {
  return maxStaleMs ?? maxMs ?? 0;
}

/** How the outcome is set wherever it is shown. */
export const revocationTones: Readonly<Record<RevocationOutcome, Tone>> = {
  'at-once': 'good',
  'within-promise': 'neutral',
  late: 'warn',
  'until-expiry': 'warn',
  'against-promise': 'bad',
  'came-back': 'bad',
};

/** An outcome as a cell of a table has it, after its sign. */
export function outcomeWords(summary: RevocationSummary): string {
  switch (revocationOutcome(summary)) {
    case 'at-once':
      return 'none seen';
    case 'late':
    case 'within-promise':
      return `${milliseconds(acceptedUpToMs(summary))}`;
    case 'until-expiry':
      return 'until expiry';
    case 'against-promise':
      return 'to the end';
    case 'came-back':
      return `came back ${count(summary.resurrections)}×`;
  }
}

/** What the words of the outcomes claim in a table. `gaps` says how finely the trials were probed. */
export function outcomesExplained(gaps: string): string {
  return `“None seen”: no probe sent after the acknowledgement was accepted. Shorter windows than the gap between two probes are not seen: ${gaps}. A time: until every replica refused, in the longest trial in which something was accepted. “Until expiry”: still accepted when the watch ended, and nothing earlier was promised. “To the end”: the same, though an earlier end was promised. “Came back”: accepted again after it had been refused. “In races”: accepted again after a logout that met requests of the same credential under way; the probes meet none.`;
}

/** One sentence for each revoking action and outcome: who fared so. The worst outcome of an action stands first. */
export function revocationVerdicts(result: Result): Verdict[] {
  const summaries = result.revocation?.summary ?? [];
  return [...group(summaries, (summary) => summary.action)].flatMap(([action, ofAction]) => {
    const groups = group(ofAction, revocationOutcome);
    const found = revocationOutcomes.toReversed().filter((outcome) => groups.has(outcome));
    return found.map((outcome) => {
      const alike = groups.get(outcome) ?? [];
      const said = clauses[outcome](alike, revokedThing(action));
      return supported(result, 'revocation', {
        tone: revocationTones[outcome],
        headline: `After ${name(action)}: ${namedOrCounted(alike, ofAction)} ${said}`,
        evidence: [...evidence[outcome](alike), ...shortenedTime(alike)],
      });
    });
  });
}

/** What the replicas must no longer accept. */
function revokedThing(action: ActionName): string {
  return action === 'demoted' ? 'the old role' : 'the credential';
}

type Clause = (alike: readonly RevocationSummary[], revoked: string) => string;

const clauses: Readonly<Record<RevocationOutcome, Clause>> = {
  'came-back': (_, revoked) => `accepted ${revoked} again after refusing it`,
  'against-promise': (_, revoked) =>
    `still accepted ${revoked} when the watch ended, against the promise`,
  'until-expiry': (_, revoked) =>
    `still accepted ${revoked} when the watch ended, and only expiry ends it`,
  late: (alike, revoked) => `accepted ${revoked} ${acceptedFor(alike)}`,
  'within-promise': (alike, revoked) => `accepted ${revoked} ${acceptedFor(alike)}, as announced`,
  'at-once': (alike, revoked) =>
    `${alike.length === 1 ? 'was' : 'were'} not seen to accept ${revoked} again in ${eachIn(alike)}`,
};

/** By what the run divides the time of the action; empty where it does not. */
function shortenedTime(alike: readonly RevocationSummary[]): string[] {
  const scales = new Set(alike.map(scaleOf));
  return [...scales].flatMap((scale) => scale ?? []);
}

/** `50 trials each`; where the contenders differ, the fewest. */
function eachIn(alike: readonly RevocationSummary[]): string {
  const trials = alike.map((summary) => summary.trials);
  const fewest = Math.min(...trials);
  if (alike.length === 1) return counted(fewest, 'trial');
  return `${counted(fewest, 'trial')}${Math.max(...trials) > fewest ? ' or more' : ''} each`;
}

type Evidence = (alike: readonly RevocationSummary[]) => string[];

const evidence: Readonly<Record<RevocationOutcome, Evidence>> = {
  'came-back': (alike) =>
    alike.map((each) => `${seen(each)}, ${counted(each.resurrections, 'resurrection')}`),
  'against-promise': stillAccepting,
  'until-expiry': stillAccepting,
  late: (alike) => alike.map(seen),
  'within-promise': (alike) => alike.map(seen),
  'at-once': (alike) => [nothingSeen(alike)],
};

/** Both ends of the stale window: the last accept, and the end of the trial that held it. A divided time says so. */
function acceptedFor(summaries: readonly RevocationSummary[]): string {
  const [divided = null] = summaries.map(dividedText);
  return `${staleWindow(summaries)}${divided === null ? '' : ` (${divided})`}`;
}

function staleWindow(summaries: readonly RevocationSummary[]): string {
  const high = milliseconds(Math.max(...summaries.map(acceptedUpToMs)));
  const lows = summaries.flatMap(({ maxLowMs }) => maxLowMs ?? []);
  if (lows.length < summaries.length) return `for up to ${high}`;
  return `for ${milliseconds(Math.max(...lows))} to ${high} at most`;
}

function seen(summary: RevocationSummary): string {
  const { contender, trials, staleAccepts, staleTrials, maxLowMs, probesAfterAck } = summary;
  const { resolutionMs, boundMs, usualBoundMs } = summary;
  const inTrials = staleTrials === null ? '' : ` in ${counted(staleTrials, 'trial')}`;
  const last = maxLowMs === null ? '' : `, the latest sent ${milliseconds(maxLowMs)} after it`;
  const promise =
    boundMs === null || boundMs === 0 ? '' : `, it promises ${divided(boundMs, usualBoundMs)}`;
  return `${name(contender)}: ${counted(trials, 'trial')}, ${count(staleAccepts)} of ${counted(probesAfterAck, 'probe')} after the acknowledgement accepted${inTrials}${last}, median resolution ${milliseconds(resolutionMs)}${promise}`;
}

/** One line for all contenders that share the same words. */
function stillAccepting(alike: readonly RevocationSummary[]): string[] {
  const said = group(alike, ({ censored, trials, boundMs, boundBecause }) => {
    const why = boundBecause === null ? '' : `: ${boundBecause}`;
    const promise =
      boundMs === null || boundMs === 0
        ? 'it promises the next request'
        : `it promises ${atMost(boundMs)}, which was not waited for`;
    return `still accepting at the end of ${censored} of ${counted(trials, 'trial')}; ${promise}${why}`;
  });
  return [...said].map(
    ([words, own]) => `${contenderNames(own)}${own.length > 1 ? ', each' : ''}: ${words}`,
  );
}

/** One line for all contenders without a stale accept: how many probes looked for one, and how finely. */
function nothingSeen(alike: readonly RevocationSummary[]): string {
  const fewest = Math.min(...alike.map((summary) => summary.trials));
  const probes = alike.reduce((sum, summary) => sum + summary.probesAfterAck, 0);
  const resolution = Math.max(...alike.map((summary) => summary.resolutionMs ?? 0));
  return `${contenderNames(alike)}: none seen, ${eachIn(alike)}, 0 of ${counted(probes, 'probe')}, resolution ${milliseconds(resolution)} or better in half of the trials; none in ${fewest} still leaves room for up to ${percent(100 * unseenShare(fewest))} of trials (95\u00a0% confidence)`;
}
