import type { Stack } from '../stack/stack.ts';

/** What a person can do to the running lab. Resolves to what is printed. */
export interface Verb {
  /** After the verb, as the usage shows it. */
  readonly words: string;
  readonly meaning: string;
  run(stack: Stack, words: readonly string[]): Promise<readonly string[]>;
}
