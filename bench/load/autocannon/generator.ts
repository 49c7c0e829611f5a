import { clockOriginMs } from '../clock.ts';
import { openProcess } from '../process.ts';
import type { RequestHeaders, TrialLoad, TrialOutcome } from './trial.ts';

/**
 * The closed-loop load generator: autocannon 9 in a process of its own, kept alive over many trials. A closed loop
 * measures cost and capacity; latency at a rate is measured by the paced open loop (`../pace.ts`).
 */
export interface Generator {
  readonly pid: number;
  /** Hands a set of credential headers over once, so that a trial need not carry thousands of them. */
  provide(name: string, headers: readonly RequestHeaders[]): Promise<void>;
  /** Runs one trial. One at a time: a second one would be measured with the first. */
  run(load: TrialLoad): Promise<TrialOutcome>;
  close(): Promise<void>;
}

export interface GeneratorCommands {
  provide(input: { name: string; headers: readonly RequestHeaders[] }): Promise<void>;
  run(input: { load: TrialLoad; originMs: number }): Promise<TrialOutcome>;
}

export async function openGenerator(): Promise<Generator> {
  const child = await openProcess<GeneratorCommands>(new URL('./main.ts', import.meta.url));
  return {
    pid: child.pid,
    provide: (name, headers) => child.call('provide', { name, headers }),
    run: (load) => child.call('run', { load, originMs: clockOriginMs() }),
    close: () => child.close(),
  };
}
