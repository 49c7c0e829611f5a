import { execFileSync, spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { standingIn } from './processes.ts';
import {
  hasOwner,
  listRuns,
  type Owner,
  type RunDirectory,
  workDirectory,
} from './run-directory.ts';

/**
 * Makes the run end with this process, however this process ends: it starts a reaper (`reaper.ts`). The function that
 * it returns ends the run earlier, and is idempotent.
 */
export function holdRun(run: RunDirectory): () => Promise<void> {
  const { project } = run.owner;
  const reaper = spawn(
    process.execPath,
    [join(import.meta.dirname, 'reaper.ts'), run.path, ...(project === null ? [] : [project])],
    // The reaper has a session of its own. Ctrl-C or a closed terminal must end the harness only, not the reaper.
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  writeFileSync(join(run.path, 'reaper.pid'), String(reaper.pid));
  const reaped = new Promise<void>((resolve) => {
    reaper.once('exit', () => resolve());
    reaper.once('error', () => resolve());
  });
  reaper.unref();
  return async () => {
    reaper.stdin.destroy();
    reaper.ref();
    await reaped;
    // This does nothing, unless the reaper was ended before it could do its work.
    await endRun(run.path, project);
  };
}

/** Ends what a run started and removes its directory. Two calls are safe, even from two processes at once. */
export async function endRun(run: string, project: Owner['project']): Promise<void> {
  if (!existsSync(run)) return;
  await endProcesses(workDirectory(run));
  if (project !== null) endComposeProject(project);
  rmSync(run, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Ends when two looks in a row find nothing: the first look may miss a process that is just being started. */
async function endProcesses(directory: string): Promise<void> {
  for (let empty = 0; empty < 2; ) {
    const pids = standingIn(directory);
    empty = pids.length === 0 ? empty + 1 : 0;
    for (const pid of pids) endProcess(pid);
    await sleep(10);
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // The process has ended since it was listed.
  }
}

/** Repeats until nothing is left: the engine may still be creating a container for a client that has died. */
function endComposeProject(project: string): void {
  const down = ['compose', '-p', project, 'down', '--volumes', '--remove-orphans'];
  const filter = `label=com.docker.compose.project=${project}`;
  do {
    execFileSync('docker', [...down, '--timeout', '0'], { stdio: 'ignore' });
  } while (execFileSync('docker', ['ps', '--all', '--quiet', '--filter', filter]).length > 0);
}

/** Ends the runs whose harness died without ending them. */
export async function endDeadRuns(lab: string, log: (line: string) => void): Promise<void> {
  const dead = listRuns(lab).filter((run) => !hasOwner(run));
  for (const run of dead) {
    try {
      await endRun(run.path, run.owner.project);
    } catch (error) {
      // For example, its Docker engine is not running. A dead run that cannot be ended must not stop a new lab.
      log(`run ${run.id} is dead and could not be cleaned up: ${String(error)}`);
    }
  }
}
