import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { type Card, CardError, readCard } from './card.ts';

/** A contender: its card, and where it stands. */
export interface Contender extends Card {
  /** The name of its folder. */
  readonly contender: string;
  /** Below the root of the repository, such as `apps/tokens` or `apps/presets/sessions-timed-copy`. */
  readonly folder: string;
}

const root = resolve(import.meta.dirname, '../..');

/** Every contender, ordered by app and place. A folder with a card is a contender; there is no other list. */
export const contenders: readonly Contender[] = findContenders(root);

/**
 * Looks for cards in `apps/*` and `apps/presets/*`.
 * @throws CardError for a card that cannot be used, for two cards with one place or one mark, and for a card that names
 * a contender that does not exist
 */
export function findContenders(root: string): readonly Contender[] {
  const found = ['apps', 'apps/presets']
    .flatMap((parent) => foldersIn(join(root, parent)))
    .filter((folder) => existsSync(cardIn(folder)))
    .map((folder) => ({
      contender: basename(folder),
      folder: relative(root, folder),
      ...readCard(cardIn(folder)),
    }));
  requireUnique(root, found, 'contender', ({ contender }) => contender);
  requireUnique(root, found, 'place', ({ place }) => String(place));
  requireUnique(root, found, 'mark', ({ mark }) => Object.values(mark).join(', '));
  requireKnown(root, found);
  const apps = ['floor', 'sessions', 'tokens'];
  return found.sort(
    (one, other) => apps.indexOf(one.app) - apps.indexOf(other.app) || one.place - other.place,
  );
}

function cardIn(folder: string): string {
  return join(folder, 'contender.yaml');
}

function foldersIn(parent: string): readonly string[] {
  if (!existsSync(parent)) return [];
  return readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(parent, entry.name));
}

function requireUnique(
  root: string,
  all: readonly Contender[],
  key: string,
  read: (contender: Contender) => string,
): void {
  const known = new Map<string, Contender>();
  for (const each of all) {
    const value = read(each);
    const other = known.get(value);
    if (other !== undefined) {
      const [one, two] = [other, each].map(({ folder }) => cardIn(join(root, folder)));
      throw new CardError(`${one} and ${two} have the same ${key}: ${value}`);
    }
    known.set(value, each);
  }
}

function requireKnown(root: string, all: readonly Contender[]): void {
  const names = new Set(all.map(({ contender }) => contender));
  for (const each of all) {
    for (const key of ['buildsOn', 'sameCheckAs'] as const) {
      const name = each[key];
      if (name === null || names.has(name)) continue;
      const path = cardIn(join(root, each.folder));
      throw new CardError(`${path}: ${key} names "${name}", and there is no such contender`);
    }
  }
}

export const contenderNames: readonly string[] = contenders.map(({ contender }) => contender);

export function isContender(name: string): boolean {
  return contenderNames.includes(name);
}

/** Throws for a name without a card: a caller's mistake, because options are checked before. */
export function contenderNamed(name: string): Contender {
  const found = contenders.find(({ contender }) => contender === name);
  if (found === undefined) {
    throw new TypeError(`no contender is called ${name}; there are ${contenderNames.join(', ')}`);
  }
  return found;
}

export type ExperimentName = Card['experiments'][number];

/** The contenders of some experiments, in the order of the tables. */
export function contendersOf(experiments: readonly ExperimentName[]): readonly string[] {
  return contenders
    .filter((each) => each.experiments.some((name) => experiments.includes(name)))
    .map(({ contender }) => contender);
}

export function takesPart(contender: string, experiment: ExperimentName): boolean {
  return contenderNamed(contender).experiments.includes(experiment);
}

/** The balancer itself sends clients of such a contender back to their replica, by a routing cookie. */
export function isSticky(contender: string): boolean {
  return contenderNamed(contender).balancer === 'sticky';
}

/** Whether every replica knows a credential. Otherwise round robin breaks it. */
export function worksOnEveryReplica(contender: string): boolean {
  return contenderNamed(contender).credential.worksOn === 'every-replica';
}
