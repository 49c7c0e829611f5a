import { recordedResult } from '../report/fixture.ts';
import type { Result } from '../result/result.ts';
import { methodVersion } from '../run/facts.ts';

/** The recorded run as a run of today: its A/A pair holds 1, its code is committed. */
export function quietRun(change: (result: Result) => void = () => undefined): Result {
  const result = recordedResult();
  result.tool = { ...result.tool, methodVersion, gitSha: 'a'.repeat(40), gitDirty: false };
  result.run = { ...result.run, experiments: ['lookup', 'revocation', 'failover'], argv: [] };
  for (const each of result.lookup?.comparisons ?? []) {
    if (each.kind === 'a-a') Object.assign(each, { ratio: 1, low: 0.98, high: 1.02 });
  }
  change(result);
  return result;
}
