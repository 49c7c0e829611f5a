import type { Result } from '../result/result.ts';

/** One thing that is not the same in two runs. */
export interface FactDifference {
  readonly fact: string;
  readonly a: string;
  readonly b: string;
}

/** Facts of the machine and its programs that differ, without the load of the moment; empty: the same machine. */
export function machineDifferences(a: Result, b: Result): FactDifference[] {
  if (a.environment.fingerprint === b.environment.fingerprint) return [];
  const { fingerprint: _, loadPerCoreAtStart: __, ...factsA } = a.environment;
  const { fingerprint: ___, loadPerCoreAtStart: ____, ...factsB } = b.environment;
  const found = differing(factsA, factsB);
  // Two machines with different fingerprints always get at least one entry.
  return found.length > 0
    ? found
    : [{ fact: 'fingerprint', a: a.environment.fingerprint, b: b.environment.fingerprint }];
}

/** What makes the figures of two runs mean different things: the profile, and the sizes of what both have measured. */
export function planDifferences(a: Result, b: Result): FactDifference[] {
  const inBoth = a.run.experiments.filter((experiment) => b.run.experiments.includes(experiment));
  const planOf = ({ run, config }: Result) => ({
    profile: run.profile,
    ...Object.fromEntries(
      Object.entries(config.plan).filter(([name]) =>
        inBoth.some((experiment) => name.startsWith(`${experiment}.`)),
      ),
    ),
  });
  return differing(planOf(a), planOf(b));
}

/** What else was not the same: versions and settings. */
export function configDifferences(a: Result, b: Result): FactDifference[] {
  return differing(settingsOf(a), settingsOf(b));
}

function settingsOf({ tool, config }: Result): Record<string, unknown> {
  const prefixed = (prefix: string, values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix} ${key}`, value]));
  return {
    'tool version': tool.version,
    commit: tool.gitSha,
    'uncommitted changes': tool.gitDirty,
    'replicas per contender': config.replicasPerContender,
    'SHA-256 of package-lock.json': config.lockfileSha256,
    ...prefixed('balancer', config.balancer),
    ...prefixed('package', config.dependencies),
  };
}

const factsInSentence = 4;

/** `profile is smoke in A and default in B; …`: the first few, for a refusal. */
export function describeDifferences(
  differences: readonly FactDifference[],
  { a, b }: { readonly a: string; readonly b: string },
): string {
  const shown = differences
    .slice(0, factsInSentence)
    .map((each) => `${each.fact} is ${each.a} ${a} and ${each.b} ${b}`);
  const more = differences.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** The facts whose values are not the same, in the order of the first; `none` where one of them has no such fact. */
export function differing(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): FactDifference[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((fact) => a[fact] !== b[fact])
    .map((fact) => ({ fact, a: said(a[fact]), b: said(b[fact]) }));
}

function said(value: unknown): string {
  return value === undefined || value === null ? 'none' : String(value);
}
