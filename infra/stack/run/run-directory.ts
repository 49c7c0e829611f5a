import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startOf } from './process-identity.ts';

const ownerSchema = z.object({
  driver: z.enum(['native', 'compose']),
  pid: z.int(),
  start: z.string(),
  /** Of docker compose; null in the native driver. */
  project: z.string().nullable(),
});

/** Who started a run, and what it takes to end it when that process is dead. Holds no secret. */
export type Owner = z.infer<typeof ownerSchema>;

/** `.lab/<id>/`: everything that one run writes. It is gone when the run is. */
export interface RunDirectory {
  readonly id: string;
  readonly path: string;
  readonly owner: Owner;
}

/** Where the programs of a run stand; see `standing-in.ts`. Nothing else has a reason to be in it. */
export function workDirectory(run: string): string {
  return join(run, 'work');
}

export function createRunDirectory(lab: string, driver: Owner['driver']): RunDirectory {
  const id = randomBytes(4).toString('hex');
  const owner: Owner = {
    driver,
    pid: process.pid,
    start: startOf(process.pid) ?? '',
    project: driver === 'compose' ? `lab-${id}` : null,
  };
  // Made under another name first, so that nobody ever sees a run without an owner and takes it for a dead one.
  const draft = join(lab, `.draft-${id}`);
  mkdirSync(workDirectory(draft), { recursive: true, mode: 0o700 });
  mkdirSync(join(draft, 'logs'));
  writeFileSync(join(draft, 'owner.json'), JSON.stringify(owner));
  const path = join(lab, id);
  renameSync(draft, path);
  return { id, path, owner };
}

/** The runs that stand in `.lab/` now, whoever started them. */
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
    // Being removed at this moment by somebody else.
    return null;
  }
}

/** True while the process that started the run lives: then the run is its business alone. */
export function hasOwner(run: RunDirectory): boolean {
  return startOf(run.owner.pid) === run.owner.start;
}
