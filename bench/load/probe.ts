import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { nap } from './clock.ts';
import {
  byStatus,
  type Judge,
  openProbeConnection,
  type Probe,
  type ProbeConnection,
} from './probe/probe.ts';

export { byRole, type Judge, type Probe } from './probe/probe.ts';

/**
 * The prober: presents one credential to every replica itself, about once a millisecond each, while the caller revokes
 * it. It runs in the caller's process, so that probes and revocation are stamped by one clock. Probing through the
 * balancer would alias: its round robin decides which replica the probe at a given moment meets.
 */
export interface ProbeTarget {
  /** Key of its probes in the log: the replica's name, or `balancer`. */
  readonly name: string;
  /** Base URL. */
  readonly url: string;
  /** Time from one probe's start to the next one's, over all connections. Default 1. */
  readonly intervalMs?: number;
}

export interface ProbeOptions {
  readonly targets: readonly ProbeTarget[];
  readonly path: string;
  /** The credential's headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** Default `byStatus`. */
  readonly judge?: Judge;
  /** A probe without an answer by then is an error. Default 3,000. */
  readonly timeoutMs?: number;
}

export type ProbeLog = ReadonlyMap<string, readonly Probe[]>;

/**
 * `fine` keeps the start times to about 0.2 ms: for the moment of the revocation, because it costs CPU. `coarse` sleeps
 * on timers, which makes the typical gap 1.5 ms.
 */
export type ProbePace = 'fine' | 'coarse';

export interface Prober {
  /** The probes so far, in the order of their completion; grows while probing goes on. */
  readonly log: ProbeLog;
  /** Default `coarse`. */
  pace(pace: ProbePace): void;
  /** Probes each target this many times less often, over fewer connections: for the long watch. Default 1. */
  thin(factor: number): void;
  /** Ends probing. Probes that are outstanding are left out of the log. */
  stop(): ProbeLog;
}

const defaults = { intervalMs: 1, timeoutMs: 3_000 };
/** Keep-alive connections for each target; each waits for its answer before its next probe. */
const connectionsPerTarget = 4;

/** Starts probing; resolves when every target has answered a probe, rejects when one does not within `timeoutMs`. */
export async function startProber(options: ProbeOptions): Promise<Prober> {
  const { targets, timeoutMs = defaults.timeoutMs } = options;
  const log = new Map<string, Probe[]>(targets.map(({ name }) => [name, []]));
  let stopped = false;
  const opened = targets.map((target, index) =>
    // Targets start apart, so that they are not all probed in the same instant.
    openTarget(target, index / targets.length, options, (probe) => {
      if (!stopped) log.get(target.name)?.push(probe);
    }),
  );
  const beat = startBeat(opened);
  const stop = () => {
    stopped = true;
    beat.stop();
    for (const { connections } of opened) for (const each of connections) each.destroy();
    return log;
  };

  const silent = () =>
    targets.filter(({ name }) => !log.get(name)?.some(({ status }) => status !== null));
  const deadlineMs = performance.now() + timeoutMs;
  while (silent().length > 0) {
    if (performance.now() > deadlineMs) {
      stop();
      const names = silent().map(({ name }) => name);
      throw new Error(`no answer to a probe from ${names.join(', ')}`);
    }
    await delay(1);
  }
  return { log, pace: beat.pace, thin: beat.thin, stop };
}

/** Keeps a connection that waits for an answer, because closing it would record an error that no server caused. */
function closeSpare(connections: ProbeConnection[]): void {
  for (const spare of connections.slice(1).filter((each) => each.idle())) {
    connections.splice(connections.indexOf(spare), 1);
    spare.destroy();
  }
}

interface Target {
  readonly connections: ProbeConnection[];
  readonly intervalMs: number;
  dueMs: number;
}

function openTarget(
  { url, intervalMs = defaults.intervalMs }: ProbeTarget,
  phase: number,
  options: ProbeOptions,
  done: (probe: Probe) => void,
): Target {
  const { path, headers, judge = byStatus, timeoutMs = defaults.timeoutMs } = options;
  const open = () => openProbeConnection({ url, path, headers, timeoutMs, judge }, done);
  return {
    connections: Array.from({ length: connectionsPerTarget }, open),
    intervalMs,
    dueMs: performance.now() + phase * intervalMs,
  };
}

/** Sends each target's probes when they are due. */
function startBeat(targets: readonly Target[]) {
  let pace: ProbePace = 'coarse';
  let factor = 1;
  let stopped = false;
  const tick = () => {
    if (stopped) return;
    const nowMs = performance.now();
    for (const target of targets) probeIfDue(target, nowMs, factor);
    if (pace === 'fine') {
      nap();
      setImmediate(tick);
    } else setTimeout(tick, sleepMs(targets, nowMs, factor));
  };
  tick();
  return {
    pace: (next: ProbePace) => {
      pace = next;
    },
    thin: (next: number) => {
      factor = next;
      for (const { connections } of targets) closeSpare(connections);
    },
    stop: () => {
      stopped = true;
    },
  };
}

/**
 * Sleeps until the next probe is due, but not for long, because a change of pace must soon take effect. A thin watch
 * looks less often: many of them run beside a trial, and each takes CPU from it.
 */
function sleepMs(targets: readonly Target[], nowMs: number, factor: number): number {
  const nextMs = Math.min(...targets.map(({ dueMs }) => dueMs));
  return Math.min(factor === 1 ? 20 : 100, Math.max(1, nextMs - nowMs));
}

function probeIfDue(target: Target, nowMs: number, factor: number): void {
  if (target.dueMs > nowMs) return;
  const connection = target.connections.find((candidate) => candidate.idle());
  if (connection === undefined) return;
  connection.send();
  // After a delay at most one probe is made up for: a burst would only load the replica.
  target.dueMs = Math.max(target.dueMs + target.intervalMs * factor, nowMs);
}

/**
 * For how long this thread has been ready to run and had no CPU, since it began: the second figure of Linux'
 * /proc/self/schedstat, in milliseconds. What the prober waits for, the replicas beside it wait for as well: on a
 * machine without a CPU to spare, answers are late and nothing was stale. Null: the system does not say.
 */
export function cpuWaitMs(): number | null {
  try {
    const [, waitedNs] = readFileSync('/proc/self/schedstat', 'utf8').split(' ');
    return waitedNs === undefined ? null : Number(waitedNs) / 1e6;
  } catch {
    return null;
  }
}
