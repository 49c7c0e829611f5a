import type { Random } from '../../bench/stats/random.ts';

export function pick<T>(random: Random, list: readonly T[]): T {
  const chosen = list[random.integer(list.length)];
  if (chosen === undefined) throw new RangeError('there is nothing to pick from');
  return chosen;
}

/** True with this probability. */
export const chance = (random: Random, probability: number): boolean =>
  random.uniform() < probability;

/** Numbers as JSON can spell them. Some are no time, some no number of JavaScript. */
const numbers = [
  '0',
  '-0',
  '-1',
  '0.5',
  '1e20',
  '-1e20',
  '1e999',
  '-1e999',
  '9007199254740993',
  '8640000000000',
  '8640000000001',
  '8640000000000001',
  '2147483648',
  '1e-400',
  '253402300800.25',
];

/** Texts that something may trip over: empty, long, names that every object has, controls, halves of characters. */
const texts = [
  '""',
  '" "',
  '"__proto__"',
  '"constructor"',
  '"toString"',
  '"\\u0000"',
  '"\\ud800"',
  '"\\r\\nx: y"',
  '"../../etc/passwd"',
  '"load-1"',
  '"load-99999999999999"',
  '"nobody"',
  '"null"',
  '"ä😀"',
  '"%00%ff"',
  '"{1..9}*?[a]"',
  `"${'x'.repeat(1500)}"`,
];

const others = [
  'null',
  'true',
  'false',
  '[]',
  '{}',
  '[[[[[]]]]]',
  '{"__proto__":{"admin":true}}',
  '["urn:lab:api"]',
  '{"toString":7,"valueOf":null}',
  `${'['.repeat(300)}${']'.repeat(300)}`,
];

/** A value as JSON text. */
export function jsonValue(random: Random): string {
  return pick(random, pick(random, [numbers, texts, texts, others]));
}

/** An object as JSON text: the members given, some of them replaced, left out, doubled, or joined by others. */
export function jsonObject(
  random: Random,
  members: Readonly<Record<string, string>>,
  strangers: readonly string[],
): string {
  const kept = Object.entries(members).filter(() => !chance(random, 0.03));
  const changed = kept.map(([name, value]) => [
    name,
    chance(random, 0.12) ? jsonValue(random) : value,
  ]);
  if (chance(random, 0.2)) changed.push([pick(random, strangers), jsonValue(random)]);
  if (chance(random, 0.03)) changed.push(...changed.slice(0, 1));
  return `{${changed.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

/** The text with a few characters changed, cut out, doubled or put in. Stays what a header may hold. */
export function mutate(random: Random, text: string): string {
  let mutated = text;
  for (let change = 0; change <= random.integer(3); change += 1) {
    const at = random.integer(mutated.length + 1);
    const end = at + random.integer(8);
    const [before, after] = [mutated.slice(0, at), mutated.slice(at)];
    mutated = pick(random, [
      before + headerText(random, 1) + after.slice(1),
      before + mutated.slice(end),
      before + mutated.slice(at, end) + after,
      before + headerText(random, 4) + after,
      before,
    ]);
  }
  return mutated;
}

/** Characters that a header value may hold (RFC 9110 section 5.5), those beyond ASCII too. */
export function headerText(random: Random, length: number): string {
  const codes = Array.from({ length }, () =>
    chance(random, 0.7) ? 0x20 + random.integer(0x5f) : 0x80 + random.integer(0x80),
  );
  return String.fromCharCode(...codes);
}

export function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(256)));
}
