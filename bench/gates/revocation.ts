import type { RevocationResult } from '../result/revocation.ts';
import type { Gate } from '../result/run.ts';
import { median } from '../stats/percentile.ts';

/** Waiting for a tenth of the time moves a probe by a tenth of a millisecond or two. */
const longestWaitShare = 0.1;

/** Whether the revocation figures can be believed. What they show of a contender is not judged here. */
export function revocationGates(result: RevocationResult): Gate[] {
  return [resolutionGate, spacingGate, validGate, cpuGate, racesGate, boundsGate]
    .map((gateOf) => gateOf(result))
    .filter((gate) => gate !== null);
}

function resolutionGate({ trials }: RevocationResult): Gate {
  const resolution = median(trials.filter(({ valid }) => valid).map((each) => each.resolutionMs));
  return {
    gate: 'probe resolution',
    experiment: 'revocation',
    status: resolution !== null && resolution <= 5 ? 'pass' : 'warn',
    measured:
      resolution === null ? 'no trial' : `median of the largest gap ${resolution.toFixed(2)} ms`,
    limit: 'at most 5 ms',
    detail: 'a stale accept shorter than the gap between two probes is not seen',
  };
}

function spacingGate({ trials }: RevocationResult): Gate {
  const gaps = trials.flatMap(({ replicas }) => replicas.map(({ medianGapMs }) => medianGapMs));
  const spacing = median(gaps);
  return {
    gate: 'probe spacing',
    experiment: 'revocation',
    status: spacing !== null && spacing <= 1.5 ? 'pass' : 'warn',
    measured: spacing === null ? 'no trial' : `median gap ${spacing.toFixed(2)} ms`,
    limit: 'at most 1.5 ms',
    detail: 'the machine did not keep up with one probe per replica and millisecond',
  };
}

/** The upper end of a latency includes the refusing answer, and so everything that this answer waited for. */
function cpuGate({ trials }: RevocationResult): Gate | null {
  const shares = trials.flatMap(({ valid, cpuWaitMs, revokeMs, finelyWatchedMs }) =>
    valid && cpuWaitMs !== null ? [cpuWaitMs / (revokeMs + finelyWatchedMs)] : [],
  );
  const share = median(shares);
  if (share === null) return null;
  return {
    gate: 'CPU for the prober',
    experiment: 'revocation',
    status: share <= longestWaitShare ? 'pass' : 'warn',
    measured: `half of the trials waited at most ${(100 * share).toFixed(0)} % of their time for a CPU`,
    limit: `at most ${100 * longestWaitShare} %`,
    detail:
      'a process that waits for a CPU answers late: upper ends of latencies are then those of the machine, not of the contender',
  };
}

function validGate({ trials, races, openStreams, presets }: RevocationResult): Gate {
  const others = [
    ...races.map(({ races: valid, invalid }) => ({ valid, invalid })),
    ...[...openStreams, ...presets].map(({ trials: valid, invalid }) => ({ valid, invalid })),
  ];
  const besides = (kind: 'valid' | 'invalid') => others.reduce((sum, each) => sum + each[kind], 0);
  const invalid = trials.filter(({ valid }) => !valid).length + besides('invalid');
  const all = trials.length + besides('valid') + besides('invalid');
  return {
    gate: 'valid trials',
    experiment: 'revocation',
    status: invalid === 0 ? 'pass' : invalid > all * 0.1 ? 'fail' : 'warn',
    measured: `${all - invalid} of ${all}, races, streams and presets included`,
    limit: 'at least 90 %',
    detail:
      'a trial whose revoking request failed, or that never was accepted before, tells nothing',
  };
}

/** A race needs a request under way at the logout. Without one it forces nothing. */
function racesGate({ races }: RevocationResult): Gate | null {
  const shares = races.map(({ overlapped, races: run }) => (run === 0 ? 0 : overlapped / run));
  if (shares.length === 0) return null;
  const lowest = Math.min(...shares);
  return {
    gate: 'forced races',
    experiment: 'revocation',
    status: lowest >= 0.5 ? 'pass' : 'warn',
    measured: `at least ${(100 * lowest).toFixed(0)} % had a request under way at the logout`,
    limit: 'at least 50 % in every row',
    detail:
      'where nothing was under way, no race was run: the count of those that came back is too low',
  };
}

function boundsGate({ bounds }: RevocationResult): Gate | null {
  if (bounds.length === 0) return null;
  const broken = bounds.filter(({ ok }) => !ok).map(({ contender }) => contender);
  return {
    gate: 'expiry proven',
    experiment: 'revocation',
    status: broken.length === 0 ? 'pass' : 'warn',
    measured:
      broken.length === 0 ? `${bounds.length} of ${bounds.length}` : `not by ${broken.join(', ')}`,
    limit: 'accepted until expiry, refused by expiry plus tolerance',
    detail: 'the bound that is stated for trials that were not waited for was not seen to hold',
  };
}
