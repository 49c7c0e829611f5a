import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StackError } from '../errors.ts';
import { startOf } from './processes.ts';

const ownerSchema = z.object({
  driver: z.enum(['native', 'compose']),
  pid: z.int(),
  start: z.string(),
  /** The name of the docker compose project; null in the native driver. */
  project: z.string().nullable(),
});

/** The process that started a run, and what is needed to end the run after that process died. Contains no secret. */
export type Owner = z.infer<typeof ownerSchema>;

/** `.lab/<id>/` holds everything that one run writes. It is removed when the run ends. */
export interface RunDirectory {
  readonly id: string;
  readonly path: string;
  readonly owner: Owner;
}

/** The working directory of every program of a run, and of nothing else: `standingIn` finds the programs by it. */
export function workDirectory(run: string): string {
  return join(run, 'work');
}

/** Makes the directory of all runs. @throws StackError `not_possible` where this user cannot write to it */
export function requireWritable(lab: string): void {
  try {
    mkdirSync(lab, { recursive: true });
    accessSync(lab, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : cause;
    throw new StackError(
      'not_possible',
      `the lab keeps its files in ${lab}, and this user cannot write there (${code}): make it writable, or copy the project to a folder of your own`,
      { cause },
    );
  }
}

export function createRunDirectory(lab: string, driver: Owner['driver']): RunDirectory {
  const id = randomBytes(4).toString('hex');
  const owner: Owner = {
    driver,
    pid: process.pid,
    start: startOf(process.pid) ?? '',
    project: driver === 'compose' ? `lab-${id}` : null,
  };
  // The directory gets its name last, so no other process ever sees a run without its owner.
  const draft = join(lab, `.draft-${id}`);
  mkdirSync(workDirectory(draft), { recursive: true, mode: 0o700 });
  mkdirSync(join(draft, 'logs'));
  writeFileSync(join(draft, 'owner.json'), JSON.stringify(owner));
  const path = join(lab, id);
  renameSync(draft, path);
  return { id, path, owner };
}

/** All runs in `.lab/`, of this harness and of others. */
export function listRuns(lab: string): readonly RunDirectory[] {
  const runs: RunDirectory[] = [];
  for (const id of namesIn(lab)) {
    const owner = readOwner(join(lab, id));
    if (owner !== null) runs.push({ id, path: join(lab, id), owner });
  }
  return runs;
}

function namesIn(lab: string): readonly string[] {
  try {
    return readdirSync(lab).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}

function readOwner(run: string): Owner | null {
  try {
    return ownerSchema.parse(JSON.parse(readFileSync(join(run, 'owner.json'), 'utf8')));
  } catch {
    // Another process is removing the run at this moment.
    return null;
  }
}

/** True while the process that started the run lives. Only that process may end the run then. */
export function hasOwner(run: RunDirectory): boolean {
  return startOf(run.owner.pid) === run.owner.start;
}
