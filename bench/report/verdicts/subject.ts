import { names } from '../format.ts';

interface OfContender {
  readonly contender: string;
}

/** A headline names at most so many contenders. The others are counted. */
export const mostNamed = 3;

/**
 * The contenders that share a finding, as the subject of a headline: up to three by name, more of them by their number.
 * The evidence of that verdict lists those that are counted. `` `a`, `b` and `c` ``, `9 of 13 contenders`, `all 13
 * contenders`.
 *
 * @param all the rows of every contender in which the finding was looked for.
 */
export function namedOrCounted(some: readonly OfContender[], all: readonly OfContender[]): string {
  const found = contendersOf(some);
  const tried = contendersOf(all).length;
  if (found.length <= mostNamed) return names(found);
  return found.length === tried
    ? `all ${tried} contenders`
    : `${found.length} of ${tried} contenders`;
}

function contendersOf(rows: readonly OfContender[]): string[] {
  return [...new Set(rows.map(({ contender }) => contender))];
}
