import type { RevocationResult } from '../result/revocation.ts';
import type { Gate } from '../result/run.ts';
import { countRevocation } from '../result/trial-counts.ts';
import { median } from '../stats/percentile.ts';
import { allButOneInTen, told } from './instrument.ts';

/** Waiting for a tenth of the time moves a probe by a tenth of a millisecond or two. Percent. */
const longestWait = 10;

/** Whether the revocation figures can be believed. What they show of a contender is not judged here. */
export function revocationGates(result: RevocationResult): Gate[] {
  return [resolutionGate, spacingGate, validGate, cpuGate, racesGate, boundsGate]
    .map((gateOf) => gateOf(result))
    .filter((gate) => gate !== null);
}

function resolutionGate({ trials }: RevocationResult): Gate {
  const resolution = median(trials.filter(({ valid }) => valid).map((each) => each.resolutionMs));
  const isFine = (gapMs: number) => gapMs <= 5;
  return {
    gate: 'probe resolution',
    experiment: 'revocation',
    status: resolution !== null && isFine(resolution) ? 'pass' : 'warn',
    measured:
      resolution === null
        ? 'no trial'
        : `median of the largest gap ${told(resolution, 2, isFine)} ms`,
    limit: 'at most 5 ms',
    detail: 'a stale accept shorter than the gap between two probes is not seen',
  };
}

function spacingGate({ trials }: RevocationResult): Gate {
  const gaps = trials.flatMap(({ replicas }) => replicas.map(({ medianGapMs }) => medianGapMs));
  const spacing = median(gaps);
  const isFine = (gapMs: number) => gapMs <= 1.5;
  return {
    gate: 'probe spacing',
    experiment: 'revocation',
    status: spacing !== null && isFine(spacing) ? 'pass' : 'warn',
    measured: spacing === null ? 'no trial' : `median gap ${told(spacing, 2, isFine)} ms`,
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
  const isShort = (percent: number) => percent <= longestWait;
  return {
    gate: 'CPU for the prober',
    experiment: 'revocation',
    status: isShort(100 * share) ? 'pass' : 'warn',
    measured: `half of the trials waited at most ${told(100 * share, 0, isShort)} % of their time for a CPU`,
    limit: `at most ${longestWait} %`,
    detail:
      'a process that waits for a CPU answers late: upper ends of latencies are then those of the machine, not of the contender',
  };
}

function validGate(result: RevocationResult): Gate {
  const counts = countRevocation(result);
  const invalid = counts.reduce((sum, each) => sum + each.invalid, 0);
  const all = counts.reduce((sum, each) => sum + each.run, 0);
  return {
    gate: 'valid trials',
    experiment: 'revocation',
    status: invalid === 0 ? 'pass' : invalid > all * 0.1 ? 'fail' : 'warn',
    measured: `${all - invalid} of ${all}, races, streams and presets included`,
    limit: allButOneInTen,
    detail:
      'a trial whose revoking request failed, or that never was accepted before, tells nothing',
  };
}

/** A race needs a request under way at the logout. Without one it forces nothing. */
function racesGate({ races }: RevocationResult): Gate | null {
  const shares = races.map(({ overlapped, races: run }) => (run === 0 ? 0 : overlapped / run));
  if (shares.length === 0) return null;
  const lowest = Math.min(...shares);
  const isForced = (percent: number) => percent >= 50;
  return {
    gate: 'forced races',
    experiment: 'revocation',
    status: isForced(100 * lowest) ? 'pass' : 'warn',
    measured: `at least ${told(100 * lowest, 0, isForced)} % had a request under way at the logout`,
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
