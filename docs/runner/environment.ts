import { delimiter, join } from 'node:path';

/**
 * What a chapter's shell sees: the reader's environment, not ours. So without the folder that `make` and npm put in
 * front of the PATH (a reader's own shell lacks it), without colours, and with plain sorting.
 */
export function chapterEnvironment(root: string, firstPort: number): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(?:npm_|MAKE|MFLAGS)/.test(name));
  const { PATH = '', STACK = 'native', ...rest } = Object.fromEntries(own);
  const binaries = join(root, 'node_modules', '.bin');
  return {
    ...rest,
    PATH: PATH.split(delimiter)
      .filter((folder) => folder !== binaries)
      .join(delimiter),
    LC_ALL: 'C.UTF-8',
    NO_COLOR: '1',
    // What is shown is the native driver's; STACK=compose runs the same pages on the other one.
    STACK,
    LAB_FIRST_PORT: String(firstPort),
    // `./lab` is called some hundred times: compiled once, it starts in half the time.
    NODE_COMPILE_CACHE: join(root, '.lab', '.walkthrough', 'compiled'),
    TERM: 'dumb',
  };
}
