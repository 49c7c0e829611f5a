import type { Result } from '../result/result.ts';
import { countValues, type Part, type Place } from './part.ts';

/** Values that nothing else in the file tells: the raw ones, from which the rest follows, and the others. */
export interface Given {
  /** Trials, points, counters and logs as they were measured. */
  readonly raw: number;
  /** By group, such as `environment`; the largest first. */
  readonly others: ReadonlyMap<string, number>;
}

/** Where the measured values stand. */
const rawGroups: readonly string[] = [
  'lookup.trials',
  'lookup.paced',
  'lookup.rttSweep',
  'lookup.ladder',
  'lookup.surface',
  'lookup.firstSeen',
  'lookup.sweeps',
  'revocation.trials',
  'failover.trials',
];

export function givenIn(result: Result, parts: readonly Part[]): Given {
  const computed = new Map<string, number>();
  for (const { place, again, holds } of parts) {
    if (holds === 'rule') continue;
    for (const [group, values] of valuesByGroup(place, again)) {
      computed.set(group, (computed.get(group) ?? 0) + values);
    }
  }
  const all = new Map(valuesByGroup([], result));
  const rest = [...all]
    .map(([group, values]) => ({ group, values: values - (computed.get(group) ?? 0) }))
    .filter(({ values }) => values > 0)
    .sort((a, b) => b.values - a.values);
  const isRaw = ({ group }: { readonly group: string }) => rawGroups.includes(group);
  return {
    raw: rest.filter(isRaw).reduce((sum, { values }) => sum + values, 0),
    others: new Map(
      rest.filter((each) => !isRaw(each)).map(({ group, values }) => [group, values]),
    ),
  };
}

/** The parts of an experiment are groups of their own. */
const divided: readonly unknown[] = ['lookup', 'revocation', 'failover'];

function valuesByGroup(place: Place, content: unknown): [string, number][] {
  const [first, second] = place;
  const isWhole = first !== undefined && (second !== undefined || !divided.includes(first));
  if (isWhole) {
    const group = divided.includes(first) ? `${first}.${second}` : String(first);
    return [[group, countValues(content)]];
  }
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).flatMap(([key, value]) => valuesByGroup([...place, key], value));
}
