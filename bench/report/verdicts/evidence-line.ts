import type { Result } from '../../result/result.ts';
import type { ExperimentName } from '../../result/run.ts';
import type { Tone, Verdict } from '../document.ts';
import { gateState } from '../evidence/trust.ts';

/**
 * A verdict with what every verdict carries: the state of the gates, and the mark of a run that was too short
 * to rest anything on. Where a gate failed the sentence itself says so, before anything else.
 */
export function supported(
  result: Result,
  experiment: ExperimentName,
  statement: {
    readonly tone: Tone;
    readonly headline: string;
    readonly evidence: readonly string[];
  },
): Verdict {
  const gates = gateState(result, experiment);
  const failed = gates.worst === 'fail';
  return {
    experiment,
    tone: failed ? 'warn' : statement.tone,
    headline: failed
      ? `Not supported by this run: ${continued(statement.headline)}`
      : statement.headline,
    evidence: [
      ...statement.evidence,
      result.run.profile === 'smoke'
        ? `${gates.sentence}; provisional (smoke profile)`
        : gates.sentence,
    ],
  };
}

/** After a colon a word is small; a name keeps its own spelling. */
function continued(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
