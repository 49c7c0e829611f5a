import type { Result } from '../../result/result.ts';

/**
 * Rows in the order in which the contenders are introduced, and in their own order within one. Trials run in random
 * order; what is shown does not.
 */
export function inOrder<Row extends { readonly contender: string; readonly arm: string }>(
  { contenders }: Pick<Result, 'contenders'>,
  rows: readonly Row[],
): Row[] {
  const place = new Map(contenders.map(({ contender }, index) => [contender, index]));
  const placeOf = (row: Row) => place.get(row.contender) ?? contenders.length;
  // The copy of a contender stands after the contender itself.
  const isCopy = (row: Row) => Number(row.arm !== row.contender);
  return [...rows].sort(
    (one, other) => placeOf(one) - placeOf(other) || isCopy(one) - isCopy(other),
  );
}
