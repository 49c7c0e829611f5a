/** What a replica with planted work is told beside its own settings. */
export const extraWorkVariable = 'PLANTED_WORK_STEPS';

/** Steps of `burn` on each measured request. */
export function extraWorkSteps(): number {
  return Number(process.env[extraWorkVariable] ?? 0);
}
