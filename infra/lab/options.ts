import { parseArgs } from 'node:util';

/** The arguments of a verb, with its options taken out. */
export interface Given {
  readonly words: readonly string[];
  /** By name with its dashes. An option without a value, such as `--all`, has an empty text. */
  readonly options: ReadonlyMap<string, string>;
}

/**
 * Takes the options out of the arguments. A verb that declares `--times N` takes `--times 3` and `--times=3`, anywhere
 * among its words.
 * @throws TypeError that names the options which the verb takes
 */
export function readOptions(
  given: readonly string[],
  declared: Readonly<Record<string, string>>,
): Given {
  const types = new Map(
    Object.keys(declared).map((key) => [key.split(' ', 1)[0] ?? '', key.includes(' ')] as const),
  );
  const { positionals, tokens } = parseArgs({
    args: [...given],
    allowPositionals: true,
    // A word that is no option of the verb gets a sentence of this lab, and not one of Node.
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      [...types].map(([name, hasValue]) => [
        name.slice(2),
        { type: hasValue ? 'string' : 'boolean' },
      ]),
    ),
  });
  const options = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const hasValue = types.get(token.rawName);
    if (hasValue === undefined || (token.inlineValue === true && !hasValue)) {
      throw new TypeError(`takes ${Object.keys(declared).join(', ')}, not "${token.rawName}"`);
    }
    if (hasValue && token.value === undefined) {
      throw new TypeError(`takes a value after ${token.rawName}`);
    }
    options.set(token.rawName, token.value ?? '');
  }
  return { words: positionals, options };
}

/** What is wrong with the number of an option, in a sentence; null when nothing is, and where the option is absent. */
export function misfitNumber(
  { options }: Given,
  name: string,
  most: number,
  least = 1,
): string | null {
  const text = options.get(name);
  if (text === undefined || (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most)) {
    return null;
  }
  return `${name} with a number from ${least} to ${most}, not "${text}"`;
}
