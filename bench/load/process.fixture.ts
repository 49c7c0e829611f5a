import { serveCalls } from './process.ts';

/** A load process for the tests of `process.ts`. */
export interface FixtureCommands {
  echo(input: unknown): Promise<unknown>;
  refuse(input: string): Promise<never>;
  die(input: { code: number; saying: string }): Promise<never>;
  hang(input: null): Promise<never>;
}

serveCalls<FixtureCommands>({
  echo: async (input) => input,
  refuse: async (reason) => {
    throw new RangeError(reason);
  },
  die: ({ code, saying }) => {
    process.stderr.write(saying, () => process.exit(code));
    return new Promise(() => undefined);
  },
  hang: () => new Promise(() => undefined),
});
