import { serveCalls } from '../process.ts';
import type { GeneratorCommands, RequestHeaders } from './generator.ts';
import { runTrial } from './run.ts';

/** The generator's process: keeps the credential sets and runs one trial at a time. */

const credentialSets = new Map<string, readonly RequestHeaders[]>();
let running = false;

serveCalls<GeneratorCommands>({
  provide: async ({ name, headers }) => {
    credentialSets.set(name, headers);
  },
  run: async ({ load, originMs }) => {
    const set = load.credentials === undefined ? [{}] : credentialSets.get(load.credentials);
    if (set === undefined) throw new RangeError(`no credentials named ${load.credentials}`);
    if (set.length === 0)
      throw new RangeError(`the credentials named ${load.credentials} are none`);
    if (running) throw new Error('a trial is already running');
    running = true;
    try {
      return await runTrial(load, set, originMs);
    } finally {
      running = false;
    }
  },
});
