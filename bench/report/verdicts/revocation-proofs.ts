import { group, sum } from 'd3-array';
import type { Result } from '../../result/result.ts';
import type { RevocationResult, RevocationSummary } from '../../result/revocation.ts';
import { type BoundProof, evictionOf, type Race } from '../../result/revocation-findings.ts';
import type { Verdict } from '../document.ts';
import { supported, unseenShare } from '../evidence/trust.ts';
import { contenderNames, count, counted, divided, milliseconds, name, percent } from '../format.ts';
import { evictionVerdicts } from './eviction.ts';
import { streamVerdicts } from './streams.ts';
import { namedOrCounted } from './subject.ts';

/** What the run proved beside the latency: races, open streams, bounds by expiry, full stores, lists of the revoked. */
export function revocationProofVerdicts(result: Result): Verdict[] {
  const { revocation } = result;
  if (revocation === null) return [];
  return [
    ...raceVerdicts(result),
    ...streamVerdicts(result),
    ...boundVerdict(result, revocation),
    ...evictionVerdicts(result),
    ...correctnessVerdict(result, revocation),
  ];
}

/** Races in which a request under way could bring the credential back, and races with a login under way. */
export function raceVerdicts(result: Result): Verdict[] {
  const races = result.revocation?.races ?? [];
  return [
    ...raceVerdict(result, races.filter(canWriteRecord), {
      back: (who) => `A request under way during \`logout\` brought the credential of ${who} back`,
      never: 'No request under way during `logout` was seen to bring a credential back',
    }),
    ...raceVerdict(
      result,
      races.filter(({ inFlight }) => inFlight === 'login'),
      {
        back: (who) => `A login of ${who} under way during \`logout-all\` escaped the next one`,
        never: 'No login under way during `logout-all` was seen to escape the next one',
      },
    ),
  ];
}

/** A request that only reads saves no record, so its races could bring nothing back: they are in the table only. */
function canWriteRecord({ inFlight }: Race): boolean {
  return inFlight === 'write' || inFlight === 'touch';
}

/** `53 of 60`: how often a logout that met a request under way did not last; null: all lasted. */
export function undoneLogouts(
  races: readonly Race[],
  { contender, action }: Pick<RevocationSummary, 'contender' | 'action'>,
): string | null {
  const own = races.filter(
    (race) => canWriteRecord(race) && race.contender === contender && race.cameBack > 0,
  );
  if (own.length === 0 || action !== 'logout') return null;
  return `${count(sum(own, ({ cameBack }) => cameBack))} of ${count(sum(own, (race) => race.races))}`;
}

interface RaceWords {
  readonly back: (who: string) => string;
  readonly never: string;
}

function raceVerdict(result: Result, races: readonly Race[], words: RaceWords): Verdict[] {
  if (races.length === 0) return [];
  const back = races.filter((race) => race.cameBack > 0);
  const times = `${count(sum(back, ({ cameBack }) => cameBack))} of ${counted(
    sum(back, (race) => race.races),
    'race',
  )}`;
  return [
    supported(result, 'revocation', {
      tone: back.length > 0 ? 'bad' : 'good',
      headline:
        back.length > 0 ? `${words.back(namedOrCounted(back, races))} in ${times}` : words.never,
      evidence: raceEvidence(races),
    }),
  ];
}

/** One line for each row that came back, and one for the others with the rate that stays possible. */
function raceEvidence(races: readonly Race[]): string[] {
  const never = races.filter((race) => race.cameBack === 0);
  const fewest = Math.min(...never.map((race) => race.overlapped));
  return [
    ...races
      .filter((race) => race.cameBack > 0)
      .map(
        ({ contender, inFlight, races: run, overlapped, cameBack }) =>
          `${name(contender)}: ${count(cameBack)} of ${counted(run, 'forced race')} with a ${inFlight} under way, of which ${count(overlapped)} overlapped`,
      ),
    ...(never.length === 0
      ? []
      : [
          `${contenderNames(never)}: none in ${count(fewest)} or more overlapping races of each kind, which leaves room for up to ${percent(100 * unseenShare(fewest))} (95\u00a0% confidence)`,
        ]),
  ];
}

function boundVerdict(result: Result, { bounds }: RevocationResult): Verdict[] {
  const tried = group(bounds, ({ action }) => (action === 'demoted' ? 'role' : 'credential'));
  return [...tried].flatMap(([what, all]) =>
    [...group(all, ({ ok }) => ok)].map(([ok, own]) => {
      const who = namedOrCounted(own, all);
      return supported(result, 'revocation', {
        tone: ok ? 'neutral' : 'bad',
        headline: ok
          ? `Expiry ends a revoked ${what} of ${who} tried with a short life, and nothing earlier does`
          : `Expiry did not end the revoked ${what} of ${who} in time`,
        evidence: own.map(boundEvidence),
      });
    }),
  );
}

function boundEvidence(bound: BoundProof): string {
  return `${name(bound.contender)}: life ${divided(bound.credentialLifeMs, bound.usualLifeMs)}, last accepted ${milliseconds(bound.lastAcceptAfterExpiryMs)} and refused ${milliseconds(bound.firstRefusalAfterExpiryMs)} after expiry, tolerance ${divided(bound.toleranceMs, bound.usualToleranceMs)}`;
}

/** Full stores have verdicts of their own. */
function correctnessVerdict(result: Result, revocation: RevocationResult): Verdict[] {
  const correctness = revocation.correctness.filter((each) => evictionOf(each) === null);
  if (correctness.length === 0) return [];
  const wrong = correctness.filter((each) => !each.ok);
  return [
    supported(result, 'revocation', {
      tone: wrong.length > 0 ? 'bad' : 'good',
      headline: `${correctness.length - wrong.length} of ${counted(correctness.length, 'way')} in which lists of the revoked go wrong, full stores apart, came out as expected`,
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
