/** Part of a pattern: the contenders that share a finding, by number or by name. */
export const whoShares = String.raw`(?<who>(?:(?<some>\d+) of (?<tried>\d+)|all (?<every>\d+)) contenders|\`[^:]*?\`)`;

export function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/**
 * The figures of `whoShares`, when `found` of so many contenders share the finding. Names that are not those of `found`,
 * and "all" where some are meant, give NaN and so a problem.
 */
export function sharedBy(
  { who = '', every }: Readonly<Record<string, string>>,
  found: readonly string[],
  tried: number,
): Readonly<Record<string, number>> {
  const own = [...new Set(found)];
  const named = namesIn(who);
  const isRight = named.length === 0 || named.toSorted().join() === own.toSorted().join();
  const all = own.length === tried ? tried : Number.NaN;
  return {
    ...(isRight ? {} : { who: Number.NaN }),
    ...(every === undefined ? { some: own.length, tried } : { every: all }),
  };
}
