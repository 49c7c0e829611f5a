import type { Stack } from '../stack/stack.ts';

/** One thing that a reader can do to the running lab. */
export interface Verb {
  /** The arguments, as the usage text shows them. A last one with `…` can be given several times, one in `[]` left out. */
  readonly words: string;
  readonly meaning: string;
  /** The options, such as `--all`, and what each does. Without this key a word with dashes is a word like any other. */
  readonly options?: Readonly<Record<string, string>>;
  /** Further sentences that `--help` prints. */
  readonly help?: readonly string[];
  /** What is wrong with the arguments beside their number; null when nothing is. Default: nothing is. */
  readonly misfit?: (words: readonly string[]) => string | null;
  /** Resolves to what is printed. `words` holds the options too. */
  run(stack: Stack, words: readonly string[]): Promise<readonly string[] | Told>;
}

/** What a verb did and found. */
export interface Told {
  readonly lines: readonly string[];
  /** The commands that the verb ran, as a reader can type them. They go to stderr, before the lines. */
  readonly commands: readonly string[];
  /** The exit code of `./lab`. Default 0. */
  readonly exitCode?: number;
}
