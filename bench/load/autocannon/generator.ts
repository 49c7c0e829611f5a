import { openProcess } from '../process.ts';

/** What one closed-loop trial is asked for, and what it gives back. Plain data: it crosses the process boundary. */

export type RequestHeaders = Readonly<Record<string, string>>;

export interface TrialLoad {
  /** Base URL of the balancer's port of the arm, or of one replica. */
  readonly url: string;
  readonly path: string;
  /** A set handed over by `provide`. Each request presents the next credential of it. Default: none. */
  readonly credentials?: string;
  /** Where in the set this trial begins, so that trials go through it in turn. Default 0. */
  readonly firstCredential?: number;
  /** Each sends its next request when the last one is answered; at most `requests`. */
  readonly connections: number;
  /** The trial ends when this many are answered. */
  readonly requests: number;
  /** A trial that is not over by then is cut off and reports what is missing. Default 60,000. */
  readonly deadlineMs?: number;
}

export interface LatencyUs {
  readonly p50: number;
  readonly p90: number;
  /** Null below 1,000 answers, which do not carry it. */
  readonly p99: number | null;
  /** HdrHistogram V2, compressed, base64. */
  readonly histogram: string;
  /** Values in the histogram. */
  readonly count: number;
}

export interface TrialOutcome {
  /** From the first request written to the last answer complete. Never rounded to a tick of the generator. */
  readonly durationMs: number;
  /** Answers received, of any status. */
  readonly requests: number;
  /** Of them, 2xx. */
  readonly accepted: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Connections refused or reset, and requests that timed out. */
  readonly errors: number;
  /** Answers that autocannon would have given to the wrong request, because the server had closed the connection. */
  readonly desynced: number;
  /** Answers of which a connection delivered only the beginning. */
  readonly shortBodies: number;
  /**
   * Of accepted answers, from the request's write to the complete answer. The first answer of each connection is left
   * out: it holds the TCP handshake, which is no part of a request.
   */
  readonly latencyUs: LatencyUs;
  /** Answers per value of `x-replica`. */
  readonly replicaCounts: Readonly<Record<string, number>>;
  /** Share of the trial in which the generator's event loop was busy. */
  readonly utilization: number;
}

/**
 * The closed-loop load generator: autocannon 9 in a process of its own, kept alive over many trials. A closed loop
 * measures cost and capacity; latency at a rate is measured by the paced open loop (`../pace.ts`).
 */
export interface Generator {
  /** Hands a set of credential headers over once, so that a trial need not carry thousands of them. */
  provide(name: string, headers: readonly RequestHeaders[]): Promise<void>;
  /** Runs one trial. One at a time: a second one would be measured with the first. */
  run(load: TrialLoad): Promise<TrialOutcome>;
  close(): Promise<void>;
}

export interface GeneratorCommands {
  provide(input: { name: string; headers: readonly RequestHeaders[] }): Promise<void>;
  run(input: TrialLoad): Promise<TrialOutcome>;
}

export async function openGenerator(): Promise<Generator> {
  const child = await openProcess<GeneratorCommands>(new URL('./main.ts', import.meta.url));
  return {
    provide: (name, headers) => child.call('provide', { name, headers }),
    run: (load) => child.call('run', load),
    close: () => child.close(),
  };
}
