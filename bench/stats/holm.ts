/**
 * Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979): with it, the chance of calling any of
 * several equal pairs different stays at the level. For the comparisons that were not named before the run.
 *
 * @returns adjusted p values, in the order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  const ascending = [...pValues.entries()].sort(([, a], [, b]) => a - b);
  let atLeast = 0;
  for (const [rank, [index, pValue]] of ascending.entries()) {
    atLeast = Math.min(1, Math.max(atLeast, pValue * (pValues.length - rank)));
    adjusted[index] = atLeast;
  }
  return adjusted;
}
