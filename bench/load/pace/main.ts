import { clockOf } from '../clock.ts';
import type { PacerCommands } from '../pace.ts';
import { serveCalls } from '../process.ts';
import type { RequestHeaders } from './record.ts';
import { type Progress, runPaced } from './run.ts';

/** The pacer's process: keeps the credential sets and runs open loops, several beside each other if asked. */

const credentialSets = new Map<string, readonly RequestHeaders[]>();
const runs = new Map<number, { readonly abort: AbortController; readonly progress: Progress }>();

serveCalls<PacerCommands>({
  provide: async ({ name, headers }) => {
    credentialSets.set(name, headers);
  },
  run: async ({ run, load, originMs }) => {
    const abort = new AbortController();
    const progress: Progress = { inFlight: 0 };
    runs.set(run, { abort, progress });
    try {
      return await runPaced(load, credentialSets, clockOf(originMs), abort.signal, progress);
    } finally {
      runs.delete(run);
    }
  },
  stop: async ({ run }) => runs.get(run)?.abort.abort(),
  inFlight: async ({ run }) => runs.get(run)?.progress.inFlight ?? 0,
});
