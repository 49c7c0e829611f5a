import { cpus } from 'node:os';

/** How busy the processors of this machine are, whatever they run. */
export interface ProcessorWatch {
  /** The share of processor time with nothing to run, 0 to 1, between two moments of this process' clock. */
  idleShare(fromMs: number, untilMs: number): number;
  /** Ends the watch. `idleShare` still answers for the time before. */
  stop(): void;
}

/** Linux counts idle time in ticks of 10 ms, so a shorter time says little. */
const sampleMs = 100;

/** Looks at the machine ten times a second until `stop`. */
export function watchProcessors(idleMs: () => number = idleMsOfMachine): ProcessorWatch {
  const processors = cpus().length;
  const samples: { readonly atMs: number; readonly idleMs: number }[] = [];
  const look = () => samples.push({ atMs: performance.now(), idleMs: idleMs() });
  look();
  const timer = setInterval(look, sampleMs).unref();
  return {
    idleShare(fromMs, untilMs) {
      const [before, after] = [fromMs - sampleMs / 2, untilMs + sampleMs / 2];
      const first = samples.findLast(({ atMs }) => atMs <= before) ?? samples[0];
      const last = samples.find(({ atMs }) => atMs >= after) ?? samples.at(-1);
      if (first === undefined || last === undefined || first.atMs >= last.atMs) return 1;
      return (last.idleMs - first.idleMs) / ((last.atMs - first.atMs) * processors);
    },
    stop() {
      clearInterval(timer);
      look();
    },
  };
}

/** The idle time of all processors since the machine started, in milliseconds. */
function idleMsOfMachine(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0);
}
