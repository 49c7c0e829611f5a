import { logarithms, valuesOf } from '../result/block-values.ts';
import { headlineOf } from '../result/headline.ts';
import type { LookupResult } from '../result/lookup.ts';
import type { Result } from '../result/result.ts';
import { varianceParts } from '../stats/variance.ts';
import { answerSection } from './answer/section.ts';
import {
  type Block,
  paragraph,
  type ReportDocument,
  type Section,
  section,
  titled,
  type Verdict,
} from './document.ts';
import { isSmoke, shownResult, whyNoCosts } from './evidence/shown.ts';
import { decimal, duration, percent, utcTime } from './format.ts';
import { failoverSection } from './sections/failover.ts';
import { findingsOf, statesOf } from './sections/findings.ts';
import { lookupSection } from './sections/lookup.ts';
import { revocationSection } from './sections/revocation.ts';
import { contenderSection, environmentSection } from './sections/setup.ts';
import { trustSection } from './sections/trust.ts';
import { failoverVerdicts } from './verdicts/failover.ts';
import { lookupVerdicts } from './verdicts/lookup.ts';
import { revocationVerdicts } from './verdicts/revocation.ts';
import { revocationProofVerdicts } from './verdicts/revocation-proofs.ts';
import { roundTripVerdicts } from './verdicts/round-trips.ts';

/** The whole report as a document, from the result alone. Sections of experiments that did not run are absent. */
export function buildDocument(whole: Result): ReportDocument {
  const result = shownResult(whole);
  const { run, environment, lookup, revocation, failover } = result;
  const sections = [
    trustSection(result),
    verdictSection(result),
    contenderSection(result),
    lookup && lookupSection(result, lookup),
    // Of the floor alone nothing can be revoked.
    revocation && revocation.summary.length > 0 && revocationSection(revocation),
    failover && failoverSection(result, failover),
    environmentSection(result),
    methodSection(result),
  ].filter((section) => section !== null && section !== false);
  const withAnswer = [answerSection(result, sections), ...sections].filter((each) => each !== null);
  return {
    title: 'Sessions versus tokens',
    subtitle: `${utcTime(run.startedAt)}, profile ${run.profile}, ${duration(run.durationMs)}, ${environment.driver} stack, ${environment.cpuModel}, ${environment.cpuCount} cores`,
    sections: withAnswer,
    findings: findingsOf(result, withAnswer),
    states: statesOf(result),
  };
}

/** How the figures came about, what the words mean, and how to compute them again. */
function methodSection(result: Result): Section {
  const items = [
    ...shared,
    ...lookupMethod(result),
    ...revocationMethod(result),
    ...failoverMethod(result),
  ];
  return section('method', 'Method and definitions', null, [
    { kind: 'list', items },
    titled(
      'recompute',
      'Compute it again',
      paragraph(
        'Everything on this page comes from `results.json` in the same folder: raw trials, units in the names. `SHA256SUMS` shows whether the files are as the bench wrote them. These check that, compute again what follows from the trials, draw this page again and compare, and list the paired blocks behind the first comparison:',
      ),
      { kind: 'code', text: recompute },
    ),
  ]);
}

const recompute = `sha256sum --check SHA256SUMS
make verify DIR=<this folder>
jq -r '.lookup.trials[] | select(.valid) | [.block, .arm, .replicaCpuUs / .accepted] | @tsv' results.json`;

const shared: readonly string[] = [
  'A trial is one contender under one load for one window. A block holds one trial of each, in random order. A boot is fresh processes and a warm-up by count. Replicas have V8 optimise hot code after a tenth of the usual calls, so that the code that is measured is that of a replica that has run for long. Blocks, not requests, are the unit of evidence: requests of one trial are not independent.',
  'Validity rules were fixed before the run. A trial that breaks one is kept, shown and not used; no trial is dropped for being large.',
  'A result in this report is never wider than its trials: it holds for these versions, these settings, this load.',
];

function lookupMethod(result: Result): string[] {
  const { lookup } = result;
  if (lookup === null) return [];
  if (isSmoke(result)) return [whyNoCosts];
  return [
    'Replica CPU per request is the user and system time of all threads of all replicas of an arm, divided by the accepted answers. Whole-path CPU adds that of the arm’s own Redis and that of the balancer in the same window. Each is compared as the mean of the paired differences of logarithms with a 95\u00a0% interval from Student’s t.',
    bootSentence(lookup),
    ...varianceSentence(lookup),
    'A costs more (or less) than B when the interval excludes 1 and the effect exceeds both 2\u00a0% and half the A/A interval. Equivalent: the whole interval lies within ±5\u00a0%. Otherwise the two are not distinguishable. Primary comparisons were named before the run; the p values of the others are corrected for their number (Holm), and one that does not survive it is called no difference.',
    'The smallest effect is what the standard error of the A/A pair would let a run like this find 4 times in 5.',
    'Latency under full load comes from a closed loop and flatters a slow server; latency at an equal rate counts from the moment at which a request should have been sent.',
    'Percentiles are shown only where the sample carries them.',
  ];
}

/** By how much boots differ in this run. A single boot cannot show that. */
function bootSentence({ comparisons }: LookupResult): string {
  const factor = comparisons.find(({ bootFactor }) => bootFactor !== null)?.bootFactor ?? null;
  if (factor === null) {
    return 'One boot only: by how much another start of the same processes would differ, this run cannot tell.';
  }
  const widening =
    factor === 1
      ? 'not at all in this run'
      : `${decimal(Math.sqrt(factor))} times in this run, for CPU per request`;
  return `Starts of the same code differ. All arms together tell by how much more than blocks explain (mean F of a variance analysis by boot), and every interval is widened by that: ${widening}. An interval covers what it says as far as boots disturb all arms alike; where fresh processes of the compared pair differ more than those of the other arms, it covers less.`;
}

/** What the cost of a trial varies by, in its parts: what would narrow an interval. Empty where a run cannot tell. */
function varianceSentence({ trials, comparisons }: LookupResult): string[] {
  const metric = headlineOf({ comparisons });
  const arms = [...new Set(trials.map(({ arm }) => arm))];
  const parts = varianceParts(arms.map((arm) => logarithms(valuesOf(trials, arm, metric))));
  if (parts === null) return [];
  const [block, trial, processes] = [parts.block, parts.trial, parts.processes].map((part) =>
    percent(100 * part),
  );
  return [
    `The cost of a trial varied by ${trial} of its own, which more blocks average out; by ${block} that all arms of a block share, which cancels in a ratio; and by ${processes} from start to start of an arm’s processes, which only more boots average out (standard deviations by a variance analysis of all arms).`,
  ];
}

function revocationMethod({ revocation }: Result): string[] {
  if (revocation === null) return [];
  return [
    'A stale accept is a probe sent after the revoking answer had fully arrived, and accepted. Probes already under way at that moment are counted apart and never held against a contender.',
    'A replica’s revocation latency lies between its last stale accept and the first refusal after which nothing was accepted; the fleet’s is the largest of its replicas. Figures are upper ends. The resolution is the largest gap between two probes around that moment.',
    'Censored: still accepting when the watch ended. Kept and counted, never taken for an end. A resurrection is an accept after a refusal.',
  ];
}

function failoverMethod({ failover }: Result): string[] {
  if (failover === null) return [];
  return [
    'Requests leave at a fixed rate and wait for no answer. Two populations are always present: valid credentials and revoked ones. Each request ends in exactly one class; a false reject is a valid credential answered 401, a false accept a revoked one let in.',
    'The error window runs from the first to the last request that failed or was misjudged after the fault; recovered after: from the fault to the first whole second without any.',
  ];
}

/** What the run found, in sentences, before any table; null when it found nothing to say. */
function verdictSection(result: Result): Section | null {
  const groups = [
    {
      title: 'What a request costs',
      verdicts: [...lookupVerdicts(result), ...roundTripVerdicts(result)],
    },
    {
      title: 'How long a revoked credential lives',
      verdicts: [...revocationVerdicts(result), ...revocationProofVerdicts(result)],
    },
    { title: 'What breaks, and for whom', verdicts: failoverVerdicts(result) },
  ];
  if (groups.every(({ verdicts }) => verdicts.length === 0)) return null;
  return section(
    'verdicts',
    'Verdicts',
    'Computed from the trials. Each with its 95\u00a0% interval or its count, and the number of trials; the state of the validity gates stands over them. “Cannot tell” is a verdict.',
    groups.map(({ title, verdicts }) =>
      titled(null, title, verdicts.length > 0 && verdictBlocks(verdicts)),
    ),
  );
}

/** The state of the gates is the same for all verdicts of a group, so it is printed once before them. */
function verdictBlocks(verdicts: readonly Verdict[]): Block[] {
  const shared = verdicts[0]?.evidence.at(-1);
  if (shared === undefined || verdicts.some(({ evidence }) => evidence.at(-1) !== shared)) {
    return [{ kind: 'verdicts', verdicts }];
  }
  return [
    paragraph(`Behind each of these: ${shared}.`),
    {
      kind: 'verdicts',
      verdicts: verdicts.map((each) => ({ ...each, evidence: each.evidence.slice(0, -1) })),
    },
  ];
}
