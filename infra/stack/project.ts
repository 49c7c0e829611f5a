import { join, resolve } from 'node:path';
import { appOf, requireContender } from './contenders.ts';

/** Where things of the project are. Tests replace the program of the replicas; nothing else does. */
export interface Project {
  readonly root: string;
  /** Path, below the root, of the program that serves a contender. */
  programOf(contender: string): string;
}

export const project: Project = {
  root: resolve(import.meta.dirname, '../..'),
  programOf: (contender) => join('apps', appOf[requireContender(contender)], 'main.ts'),
};

/** `.lab/`: where runs stand. Not in git. */
export function labDirectory({ root }: Project): string {
  return join(root, '.lab');
}
