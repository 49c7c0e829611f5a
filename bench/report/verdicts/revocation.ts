import { group } from 'd3-array';
import type { RevocationSummary } from '../../result/revocation.ts';
import type { Result } from '../../result.ts';
import type { Tone, Verdict } from '../document.ts';
import { unseenShare } from '../evidence/trials.ts';
import { count, counted, milliseconds, name, names, percent } from '../format.ts';
import { supported } from './evidence-line.ts';

/** How a revoked credential fared, best first. A contender is in the last group that fits it. */
export const revocationOutcomes = ['at-once', 'late', 'until-expiry', 'came-back'] as const;
export type RevocationOutcome = (typeof revocationOutcomes)[number];

export function revocationOutcome(summary: RevocationSummary): RevocationOutcome {
  if (summary.resurrections > 0) return 'came-back';
  if (summary.censored > 0) return 'until-expiry';
  return summary.staleAccepts > 0 ? 'late' : 'at-once';
}

const tones: Readonly<Record<RevocationOutcome, Tone>> = {
  'at-once': 'good',
  late: 'warn',
  'until-expiry': 'bad',
  'came-back': 'bad',
};

/** One sentence per action and outcome, so that the contenders that fared alike stand together. */
export function revocationVerdicts(result: Result): Verdict[] {
  const summaries = result.revocation?.summary ?? [];
  return [...group(summaries, (summary) => summary.action)].flatMap(([action, ofAction]) =>
    revocationOutcomes.flatMap((outcome) => {
      const alike = ofAction.filter((summary) => revocationOutcome(summary) === outcome);
      if (alike.length === 0) return [];
      return [
        supported(result, 'revocation', {
          tone: tones[outcome],
          headline: sentences[outcome](action, alike),
          evidence: outcome === 'at-once' ? [atOnceEvidence(alike)] : alike.map(evidenceOf),
        }),
      ];
    }),
  );
}

type Sentence = (action: string, alike: readonly RevocationSummary[]) => string;

const sentences: Readonly<Record<RevocationOutcome, Sentence>> = {
  'at-once': (action, alike) =>
    `After ${name(action)}, no replica of ${namesOf(alike)} accepted the revoked credential again`,
  late: (action, alike) =>
    `After ${name(action)}, ${namesOf(alike)} went on accepting the revoked credential for up to ${milliseconds(Math.max(...alike.map((summary) => summary.maxMs ?? 0)))}`,
  'until-expiry': (action, alike) =>
    `After ${name(action)}, ${namesOf(alike)} still accepted the revoked credential when the watch ended`,
  'came-back': (action, alike) =>
    `After ${name(action)}, a credential that had been refused was accepted again by ${namesOf(alike)}: ${counted(
      alike.reduce((sum, summary) => sum + summary.resurrections, 0),
      'resurrection',
    )}`,
};

function namesOf(summaries: readonly RevocationSummary[]): string {
  return names(summaries.map((summary) => summary.contender));
}

/** One line for all of them: nothing was seen, and this is how hard was looked. */
function atOnceEvidence(alike: readonly RevocationSummary[]): string {
  const fewest = Math.min(...alike.map((summary) => summary.trials));
  const probes = alike.reduce((sum, summary) => sum + summary.probesAfterAck, 0);
  const latest = Math.max(...alike.map((summary) => summary.maxMs ?? 0));
  const resolution = Math.max(...alike.map((summary) => summary.resolutionMs ?? 0));
  const each = alike.length > 1 ? 'of each or more' : 'in all';
  return `${counted(fewest, 'trial')} ${each}, 0 of ${counted(probes, 'probe')} accepted, all refusing within ${milliseconds(latest)}, resolution ${milliseconds(resolution)} or better; none in ${fewest} still leaves room for up to ${percent(100 * unseenShare(fewest))} of trials (95\u00a0% confidence)`;
}

function evidenceOf(summary: RevocationSummary): string {
  const head = `${name(summary.contender)}: ${counted(summary.trials, 'trial')}`;
  const stale = `${count(summary.staleAccepts)} of ${counted(summary.probesAfterAck, 'probe')} accepted`;
  const resolution = `resolution ${milliseconds(summary.resolutionMs)}`;
  const back =
    summary.resurrections > 0 ? `${counted(summary.resurrections, 'resurrection')}, ` : '';
  if (summary.censored > 0) {
    return `${head}, ${back}${summary.censored} still accepting at the end; expiry bounds it at ${milliseconds(summary.boundMs)}, which was not waited for`;
  }
  return `${head}, ${back}${stale}, half within ${milliseconds(summary.p50Ms)}, ${resolution}`;
}
