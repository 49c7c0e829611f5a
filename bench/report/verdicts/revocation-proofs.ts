import { group } from 'd3-array';
import type { Result } from '../../result/result.ts';
import type { RevocationResult } from '../../result/revocation.ts';
import type { BoundProof, Race } from '../../result/revocation-findings.ts';
import type { Verdict } from '../document.ts';
import { supported, unseenShare } from '../evidence/trust.ts';
import {
  contenderNames,
  count,
  counted,
  divided,
  enumerate,
  milliseconds,
  name,
  percent,
} from '../format.ts';

/** What the run proved beside the latency: races, bounds by expiry, correctness of the lists. */
export function revocationProofVerdicts(result: Result): Verdict[] {
  const { revocation } = result;
  if (revocation === null) return [];
  return [
    ...raceVerdict(
      result,
      revocation.races.filter(({ inFlight }) => inFlight !== 'login'),
      {
        back: 'A request under way during the logout brought the credential back',
        never: 'No request under way during a logout brought a credential back',
      },
    ),
    ...raceVerdict(
      result,
      revocation.races.filter(({ inFlight }) => inFlight === 'login'),
      {
        back: 'A login under way during a logout from everywhere is out of reach of the next one',
        never: 'The next logout from everywhere ends each login that was under way during one',
      },
    ),
    ...boundVerdict(result, revocation),
    ...correctnessVerdict(result, revocation),
  ];
}

function raceVerdict(
  result: Result,
  races: readonly Race[],
  headline: { readonly back: string; readonly never: string },
): Verdict[] {
  if (races.length === 0) return [];
  const byContender = [...group(races, (race) => race.contender)].map(([contender, own]) => ({
    contender,
    races: own.reduce((sum, race) => sum + race.races, 0),
    overlapped: own.reduce((sum, race) => sum + race.overlapped, 0),
    cameBack: own.reduce((sum, race) => sum + race.cameBack, 0),
  }));
  const back = byContender.filter((each) => each.cameBack > 0);
  const parts = back.map((each) => `of ${name(each.contender)} in ${count(each.cameBack)}`);
  return [
    supported(result, 'revocation', {
      tone: back.length > 0 ? 'bad' : 'good',
      headline: back.length > 0 ? `${headline.back}: ${enumerate(parts)} races` : headline.never,
      evidence: raceEvidence(byContender),
    }),
  ];
}

type RaceCount = Pick<Race, 'contender' | 'races' | 'overlapped' | 'cameBack'>;

/** One line for each contender that came back, and one for the others with the rate that stays possible. */
function raceEvidence(counts: readonly RaceCount[]): string[] {
  const never = counts.filter((each) => each.cameBack === 0);
  const fewest = Math.min(...never.map((each) => each.overlapped));
  return [
    ...counts
      .filter((each) => each.cameBack > 0)
      .map(
        ({ contender, races, overlapped, cameBack }) =>
          `${name(contender)}: ${count(cameBack)} of ${counted(races, 'forced race')}, of which ${count(overlapped)} overlapped`,
      ),
    ...(never.length === 0
      ? []
      : [
          `${contenderNames(never)}: none in ${count(fewest)} or more overlapping races each, which leaves room for up to ${percent(100 * unseenShare(fewest))} (95\u00a0% confidence)`,
        ]),
  ];
}

function boundVerdict(result: Result, { bounds }: RevocationResult): Verdict[] {
  return [...group(bounds, ({ action }) => (action === 'demoted' ? 'role' : 'credential'))].map(
    ([what, own]) => {
      const late = own.filter((bound) => !bound.ok);
      const contenders = contenderNames(own);
      const lives = new Set(own.map((each) => divided(each.credentialLifeMs, each.usualLifeMs)));
      return supported(result, 'revocation', {
        tone: late.length > 0 ? 'bad' : 'neutral',
        headline:
          late.length > 0
            ? `Expiry did not end the revoked ${what} of ${contenderNames(late)} in time`
            : `Expiry ends a revoked ${what} of ${contenders}, and nothing earlier does, tried with a life of ${enumerate([...lives])}`,
        evidence: own.map(boundEvidence),
      });
    },
  );
}

function boundEvidence(bound: BoundProof): string {
  return `${name(bound.contender)}: life ${divided(bound.credentialLifeMs, bound.usualLifeMs)}, last accepted ${milliseconds(bound.lastAcceptAfterExpiryMs)} and refused ${milliseconds(bound.firstRefusalAfterExpiryMs)} after expiry, tolerance ${divided(bound.toleranceMs, bound.usualToleranceMs)}`;
}

function correctnessVerdict(result: Result, { correctness }: RevocationResult): Verdict[] {
  if (correctness.length === 0) return [];
  const wrong = correctness.filter((each) => !each.ok);
  return [
    supported(result, 'revocation', {
      tone: wrong.length > 0 ? 'bad' : 'good',
      headline: `${correctness.length - wrong.length} of ${counted(correctness.length, 'way')} in which lists of the revoked go wrong came out as expected`,
      evidence:
        wrong.length === 0
          ? ['each tried on the running lab; the table says what was expected']
          : wrong.map(
              (each) =>
                `${name(each.case)} on ${name(each.contender)}: expected ${each.expected}, observed ${each.observed}`,
            ),
    }),
  ];
}
