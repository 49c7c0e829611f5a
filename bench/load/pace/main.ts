import { clockOf } from '../clock.ts';
import type { PacerCommands } from '../pace.ts';
import { serveCalls } from '../process.ts';
import type { RequestHeaders } from './record.ts';
import { runPaced } from './run.ts';

/** The pacer's process: keeps the credential sets and runs open loops, several beside each other if asked. */

const credentialSets = new Map<string, readonly RequestHeaders[]>();
const runs = new Map<number, AbortController>();

serveCalls<PacerCommands>({
  provide: async ({ name, headers }) => {
    credentialSets.set(name, headers);
  },
  run: async ({ run, load, originMs }) => {
    const abort = new AbortController();
    runs.set(run, abort);
    try {
      return await runPaced(load, credentialSets, clockOf(originMs), abort.signal);
    } finally {
      runs.delete(run);
    }
  },
  stop: async ({ run }) => runs.get(run)?.abort(),
});
