/** The place of a value in `results.json`: names of keys, and numbers of items. */
export type Place = readonly (string | number)[];

/** Values of `results.json` as they stand there, and as they follow from the trials. */
export interface Part {
  readonly place: Place;
  readonly kept: unknown;
  readonly again: unknown;
  /**
   * `whole`: every key must be the same. `some`: `again` holds the keys that follow from the trials; the others are
   * taken as given. `rule`: the values have no place of their own in the file, such as a number of trials.
   */
  readonly holds: 'whole' | 'some' | 'rule';
}

/** A value of the file that does not follow from its trials. */
export interface Difference {
  readonly place: Place;
  readonly kept: unknown;
  readonly again: unknown;
  /** Whether the value of the file can be replaced by the one that follows. */
  readonly hasPlace: boolean;
}

export interface Compared {
  /** Numbers, names and yes or no. */
  readonly figures: number;
  /** Texts of several words. */
  readonly sentences: number;
  readonly differences: readonly Difference[];
  /** Explaining texts that this version of the lab words otherwise. They are no figures of the run. */
  readonly otherWords: readonly Place[];
  /** Values that a later version adds, and that no row of this file has. */
  readonly absent: readonly Place[];
}

/** Two runs of the same computation may differ by this share, because another processor may round otherwise. */
const relativeTolerance = 1e-9;

/** Texts that the lab puts beside the figures, the same for every run of one version. */
const explaining: readonly unknown[] = [
  'reason',
  'source',
  'limit',
  'title',
  'done',
  'advice',
  'adds',
  'because',
  'boundBecause',
  'invariant',
];

/** Compares value by value what stands in the file and what follows from the trials. */
export function comparePart(part: Part): Compared {
  const values = pairsOf(part.place, part.kept, asInFile(part.again), part.holds === 'some');
  // Where only some keys follow, a list of another length cannot be put in the place of the file's.
  const hasPlace = ({ again }: Pair) =>
    part.holds === 'whole' || (part.holds === 'some' && !Array.isArray(again));
  const differing = values.filter(({ kept, again }) => !isSame(kept, again));
  const columns = new Set(
    values.filter(({ kept }) => kept !== undefined).map(({ place }) => columnOf(place)),
  );
  // A value that other rows have was taken out of this one.
  const isAbsent = ({ place, kept }: Pair) => kept === undefined && !columns.has(columnOf(place));
  const sentences = values.filter(({ again }) => isSentence(again)).length;
  return {
    figures: values.length - sentences,
    sentences,
    differences: differing
      .filter((pair) => !isAbsent(pair) && !isReworded(pair))
      .map((pair) => ({ ...pair, hasPlace: hasPlace(pair) })),
    otherWords: differing.filter(isReworded).map(({ place }) => place),
    absent: differing.filter(isAbsent).map(({ place }) => place),
  };
}

/** A value of the file and the one that follows from the trials. */
type Pair = Omit<Difference, 'hasPlace'>;

/** Lists of different lengths are one pair. */
function pairsOf(place: Place, kept: unknown, again: unknown, givenKeys: boolean): Pair[] {
  if (Array.isArray(kept) && Array.isArray(again) && kept.length === again.length) {
    return again.flatMap((each, index) => pairsOf([...place, index], kept[index], each, givenKeys));
  }
  if (isRecord(kept) && isRecord(again)) {
    const keys = new Set([...(givenKeys ? [] : Object.keys(kept)), ...Object.keys(again)]);
    return [...keys].flatMap((key) => pairsOf([...place, key], kept[key], again[key], givenKeys));
  }
  return [{ place, kept, again }];
}

/** A place without its numbers: the same value in all rows. */
function columnOf(place: Place): string {
  return place.filter((key) => typeof key === 'string').join('.');
}

function isReworded({ place, kept, again }: Pair): boolean {
  return explaining.includes(place.at(-1)) && typeof kept === 'string' && typeof again === 'string';
}

/** What a value is after it was written into the file: a key without a value is absent, and NaN is null. */
function asInFile(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSentence(value: unknown): boolean {
  return typeof value === 'string' && value.includes(' ');
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'number' || typeof other !== 'number') return one === other;
  return Math.abs(one - other) <= relativeTolerance * Math.max(Math.abs(one), Math.abs(other));
}

/** A copy of the file's content in which each difference has the value that follows from the trials. */
export function corrected(content: unknown, differences: readonly Difference[]): unknown {
  const copy: unknown = structuredClone(content);
  for (const { place, again, hasPlace } of differences) if (hasPlace) setAt(copy, place, again);
  return copy;
}

function setAt(content: unknown, place: Place, value: unknown): void {
  const last = place.at(-1);
  const holder = place
    .slice(0, -1)
    .reduce<unknown>((found, key) => (isHolder(found) ? Reflect.get(found, key) : null), content);
  if (last === undefined || !isHolder(holder)) return;
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, value);
}

function isHolder(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** `lookup.comparisons[3].high` */
export function nameOfPlace(place: Place): string {
  return place
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`))
    .join('')
    .replace(/^\./, '');
}

/** How many values a content holds. */
export function countValues(content: unknown): number {
  if (Array.isArray(content))
    return content.reduce<number>((sum, each) => sum + countValues(each), 0);
  if (isRecord(content)) return countValues(Object.values(content));
  return 1;
}
