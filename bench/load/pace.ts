import { clockOriginMs } from './clock.ts';
import type { PacedLoad, PacedOutcome, RequestHeaders } from './pace/record.ts';
import { openProcess } from './process.ts';

export type { PacedLoad, PacedOutcome } from './pace/record.ts';

/**
 * The paced open loop, in a process of its own: what the harness does meanwhile (breaking a replica, drawing the
 * screen) does not move a request.
 */
export interface Pacer {
  /** Hands a set of credential headers over once. A set of the same name is replaced for runs that start later. */
  provide(name: string, headers: readonly RequestHeaders[]): Promise<void>;
  /** Starts a load. Several may run beside each other, as when contenders are broken in the same moment. */
  start(load: PacedLoad): PacedRun;
  close(): Promise<void>;
}

export interface PacedRun {
  /** Resolves when the schedule is through and the last answer is in. */
  readonly done: Promise<PacedOutcome>;
  /** Sends nothing more; `done` then resolves within the load's timeout. */
  stop(): Promise<void>;
  /** Requests that are under way now; 0 when the run is over. */
  inFlight(): Promise<number>;
}

export interface PacerCommands {
  provide(input: { name: string; headers: readonly RequestHeaders[] }): Promise<void>;
  run(input: { run: number; load: PacedLoad; originMs: number }): Promise<PacedOutcome>;
  stop(input: { run: number }): Promise<void>;
  inFlight(input: { run: number }): Promise<number>;
}

export async function openPacer(): Promise<Pacer> {
  const child = await openProcess<PacerCommands>(new URL('./pace/main.ts', import.meta.url));
  let runs = 0;
  return {
    provide: (name, headers) => child.call('provide', { name, headers }),
    start: (load) => {
      const run = runs++;
      return {
        done: child.call('run', { run, load, originMs: clockOriginMs() }),
        stop: () => child.call('stop', { run }),
        inFlight: () => child.call('inFlight', { run }),
      };
    },
    close: () => child.close(),
  };
}
