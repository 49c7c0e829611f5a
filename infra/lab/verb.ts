import type { Stack } from '../stack/stack.ts';
import type { Given } from './options.ts';

/** One thing that a reader can do to the running lab. */
export interface Verb {
  /** The arguments, as the usage text shows them. One with `…` can be given several times, one in brackets left out. */
  readonly words: string;
  readonly meaning: string;
  /**
   * The options and what each does. `--all` stands alone, `--times N` takes a value. Without this key a word with dashes
   * is a word like any other.
   */
  readonly options?: Readonly<Record<string, string>>;
  /** Further sentences that `--help` prints. */
  readonly help?: readonly string[];
  /** What is wrong with the arguments beside their number; null when nothing is. Default: nothing is. */
  readonly misfit?: (words: readonly string[], given: Given) => string | null;
  /** Whether another verb with its arguments may follow. Default false. */
  readonly takesVerb?: boolean;
  /** What `./lab` says at once, because the verb takes its time. Default: it says what it waits for after 3 s. */
  readonly announce?: (words: readonly string[]) => string;
  /** Resolves to what is printed. `words` holds the options too. `signal` aborts when the reader pressed Ctrl-C. */
  run(
    stack: Stack,
    words: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly string[] | Told>;
}

/** What a verb did and found. */
export interface Told {
  readonly lines: readonly string[];
  /** The commands that the verb ran, as a reader can type them. They go to stderr, before the lines. */
  readonly commands: readonly string[];
  /** The exit code of `./lab`. Default 0. */
  readonly exitCode?: number;
}
