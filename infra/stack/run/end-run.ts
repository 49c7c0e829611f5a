import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasOwner, listRuns, type Owner, workDirectory } from './run-directory.ts';
import { standingIn } from './standing-in.ts';

/** Ends what a run started and removes its directory. Safe to call twice, and by two processes at once. */
export async function endRun(run: string, project: Owner['project']): Promise<void> {
  if (!existsSync(run)) return;
  await endProcesses(workDirectory(run));
  if (project !== null) endComposeProject(project);
  rmSync(run, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Twice in a row nobody: a process that was being started during the first look stands there at the second. */
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
    // Gone since it was listed.
  }
}

/** Until nothing is left: the engine may still have been creating a container for a client that is dead by now. */
function endComposeProject(project: string): void {
  const down = [
    'compose',
    '-p',
    project,
    'down',
    '--volumes',
    '--remove-orphans',
    '--timeout',
    '0',
  ];
  const filter = `label=com.docker.compose.project=${project}`;
  do {
    execFileSync('docker', down, { stdio: 'ignore' });
  } while (execFileSync('docker', ['ps', '--all', '--quiet', '--filter', filter]).length > 0);
}

/** Ends the runs whose starter died without ending them. */
export async function endDeadRuns(lab: string, log: (line: string) => void): Promise<void> {
  const dead = listRuns(lab).filter((run) => !hasOwner(run));
  for (const run of dead) {
    try {
      await endRun(run.path, run.owner.project);
    } catch (error) {
      // Its Docker engine is away, say. What cannot be ended today must not keep a new lab from starting.
      log(`run ${run.id} is dead and could not be cleaned up: ${String(error)}`);
    }
  }
}
