import { delimiter, join } from 'node:path';

/**
 * The environment of a chapter's shell is that of a reader. It lacks the folder that `make` and npm put in front of the
 * PATH, because a reader's own shell lacks it too. There are no colours, and sorting is plain.
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
    // The pages show the output of the native driver. STACK=compose runs the same pages on the other driver.
    STACK,
    LAB_FIRST_PORT: String(firstPort),
    // The chapters call `./lab` some hundred times. With a compile cache it starts in half the time.
    NODE_COMPILE_CACHE: join(root, '.lab', '.walkthrough', 'compiled'),
    TERM: 'dumb',
  };
}
