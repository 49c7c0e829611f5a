import { join, resolve } from 'node:path';
import { contenderNamed } from '../contenders/contenders.ts';

/** Where things of the project are. Tests replace the program of the replicas and the place of the runs. */
export interface Project {
  readonly root: string;
  /** Where runs stand. Not in git. */
  readonly lab: string;
  /** Path, below the root, of the program that serves a contender. */
  programOf(contender: string): string;
}

const root = resolve(import.meta.dirname, '../..');

export const project: Project = {
  root,
  lab: join(root, '.lab'),
  programOf: (contender) => join(contenderNamed(contender).folder, 'main.ts'),
};
