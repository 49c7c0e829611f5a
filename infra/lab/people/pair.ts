import type { Stack } from '../../stack/stack.ts';
import type { Told } from '../verb.ts';
import { type FullAnswer, replicaOf } from './curl.ts';
import { type Person, type Place, readWho } from './person.ts';

/** One person at one place. */
export interface Pair {
  readonly stack: Stack;
  readonly person: Person;
  readonly place: Place;
  /** Begins a line of `try` where several people are asked about; empty for one. */
  readonly label: string;
  /** The length of the longest place's name. */
  readonly width: number;
  /** The length of the longest name of a place or of a replica that it leads to. */
  readonly answererWidth: number;
}

/**
 * Runs the act for each person at each place, one after the other, and prints all that they did. `others` are people who
 * may be named beside those with an account.
 */
export async function eachPair(
  stack: Stack,
  words: readonly string[],
  act: (pair: Pair) => Promise<Told>,
  others: readonly Person[] = [],
): Promise<Told> {
  const { people, places } = readWho(stack, words, others);
  const widthOf = (named: readonly { readonly name: string }[]) =>
    Math.max(...named.map(({ name }) => name.length));
  const width = widthOf(places);
  const answererWidth = widthOf([...places, ...places.flatMap(({ replicas }) => replicas)]);
  const told: Told[] = [];
  for (const place of places) {
    for (const person of people) {
      const label = people.length === 1 ? '' : `${person.name.padEnd(widthOf(people))}  `;
      told.push(await act({ stack, person, place, label, width, answererWidth }));
    }
  }
  return together(told);
}

/** What several requests printed, one after the other. The highest exit code counts. */
export function together(told: readonly Told[]): Told {
  return {
    lines: told.flatMap(({ lines }) => lines),
    commands: told.flatMap(({ commands }) => commands),
    exitCode: Math.max(0, ...told.map(({ exitCode = 0 }) => exitCode)),
  };
}

/** Begins a line: the person, where there are several, and the replica that answered, or the place where none did. */
export function answererOf(
  { label, place, answererWidth }: Pair,
  answered: Pick<FullAnswer, 'headers'>,
): string {
  return label + (replicaOf(answered) ?? place.name).padEnd(answererWidth);
}
