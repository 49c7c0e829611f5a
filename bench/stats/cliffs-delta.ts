/**
 * Cliff's delta (Psychological Bulletin 114, 1993): how often a value of a exceeds one of b, minus how often it falls
 * below; from -1 to 1, and 0 for equal samples. An effect size that no outlier moves. Null when either is empty.
 */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const signs = a.flatMap((left) => b.map((right) => Math.sign(left - right)));
  return signs.reduce((sum, sign) => sum + sign, 0) / signs.length;
}
