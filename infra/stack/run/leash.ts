import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endRun } from './end-run.ts';
import type { RunDirectory } from './run-directory.ts';

/** What ties a run to this process. */
export interface Leash {
  /** Ends the run. Idempotent. */
  end(): Promise<void>;
}

/** The run ends with this process, however that dies. */
export function holdRun(run: RunDirectory): Leash {
  const { project } = run.owner;
  const reaper = spawn(
    process.execPath,
    [join(import.meta.dirname, 'reaper.ts'), run.path, ...(project === null ? [] : [project])],
    // A session of its own: Ctrl-C and a closed terminal reach the harness and not the one who cleans up after it.
    { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  writeFileSync(join(run.path, 'reaper.pid'), String(reaper.pid));
  const reaped = new Promise<void>((resolve) => {
    reaper.once('exit', () => resolve());
    reaper.once('error', () => resolve());
  });
  reaper.unref();
  return {
    async end() {
      reaper.stdin.destroy();
      reaper.ref();
      await reaped;
      // Does nothing, unless somebody ended the reaper before.
      await endRun(run.path, project);
    },
  };
}
