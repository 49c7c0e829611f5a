import type { RevocationResult } from '../result/revocation.ts';
import type { Gate } from '../result/run.ts';
import { median } from '../stats/percentile.ts';

export function revocationGates({ trials }: RevocationResult): Gate[] {
  const resolution = median(trials.map(({ resolutionMs }) => resolutionMs));
  const invalid = trials.filter(({ valid }) => !valid).length;
  return [
    {
      gate: 'probe resolution',
      experiment: 'revocation',
      status: resolution !== null && resolution <= 5 ? 'pass' : 'warn',
      measured:
        resolution === null ? 'no trial' : `median of the largest gap ${resolution.toFixed(2)} ms`,
      limit: 'at most 5 ms',
      detail: 'a stale accept shorter than the gap between two probes is not seen',
    },
    {
      gate: 'valid trials',
      experiment: 'revocation',
      status: invalid === 0 ? 'pass' : invalid > trials.length * 0.1 ? 'fail' : 'warn',
      measured: `${trials.length - invalid} of ${trials.length}`,
      limit: 'at least 90 %',
      detail:
        'a trial whose revoking request failed, or that never was accepted before, tells nothing',
    },
  ];
}
