import type { Secrets } from '../accounts.ts';
import type { Layout } from '../layout.ts';
import type { Program } from '../programs.ts';
import type { Project } from '../project.ts';
import type { RunDirectory } from '../run/run-directory.ts';

/** What the parts of one native run have in common. */
export interface NativeContext {
  readonly run: RunDirectory;
  readonly project: Project;
  readonly programs: { readonly nginx: Program; readonly redis: Program };
  readonly searchPath: string;
  readonly layout: Layout;
  readonly secrets: Secrets;
  readonly log: (line: string) => void;
  /** From the call of `stop` on. What is started then would be overlooked by whoever ends the run. */
  readonly isEnding: () => boolean;
}

/** Everything in the native driver listens here and nowhere else. */
export const host = '127.0.0.1';
