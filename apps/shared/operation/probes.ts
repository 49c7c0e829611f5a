import { createHistogram, performance } from 'node:perf_hooks';

/** What a replica counts about itself while it serves. The same for every contender. */
export interface Probes {
  /** From the first step of the strategy to its verdict. */
  readonly authenticate: Stopwatch;
  /** From the handler's answer to the last byte handed over: where a session's touch hides. */
  readonly finish: Stopwatch;
  /** One more request reached a route. */
  countExecution(method: string): void;
  /** An answer had been sent when something failed after it, such as a session's touch. */
  countFailureAfterAnswer(): void;
  read(): Readonly<Record<string, unknown>>;
}

export function createProbes(): Probes {
  const authenticate = createStopwatch();
  const finish = createStopwatch();
  const executions: Record<string, number> = {};
  let failuresAfterAnswer = 0;
  return {
    authenticate,
    finish,
    countExecution(method) {
      executions[method] = (executions[method] ?? 0) + 1;
    },
    countFailureAfterAnswer() {
      failuresAfterAnswer += 1;
    },
    read: () => ({
      ...readProcess(),
      executions: { ...executions },
      failuresAfterAnswer,
      authenticate: authenticate.read(),
      finish: finish.read(),
    }),
  };
}

/** CPU of all threads beside that of the main thread: jose verifies on the thread pool. */
function readProcess() {
  const { user, system } = process.cpuUsage();
  const mainThread = process.threadCpuUsage();
  const { idle, active } = performance.eventLoopUtilization();
  const { rss, heapUsed } = process.memoryUsage();
  return {
    pid: process.pid,
    uptimeMs: Math.round(process.uptime() * 1000),
    cpuUserUs: user,
    cpuSystemUs: system,
    mainThreadCpuUs: mainThread.user + mainThread.system,
    eventLoop: { idleMs: idle, activeMs: active },
    rssBytes: rss,
    heapUsedBytes: heapUsed,
    involuntaryContextSwitches: process.resourceUsage().involuntaryContextSwitches,
  };
}

export interface StopwatchReading {
  readonly count: number;
  readonly sumUs: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

/** Collects durations. Costs about a tenth of a microsecond per record, the same for every contender. */
export interface Stopwatch {
  record(fromNs: bigint, toNs: bigint): void;
  read(): StopwatchReading;
}

export function createStopwatch(): Stopwatch {
  const histogram = createHistogram();
  let sumNs = 0;
  return {
    record(fromNs, toNs) {
      // A histogram takes nothing below 1.
      const elapsedNs = Math.max(1, Number(toNs - fromNs));
      histogram.record(elapsedNs);
      sumNs += elapsedNs;
    },
    read: () => ({
      count: histogram.count,
      sumUs: sumNs / 1000,
      p50Us: histogram.count === 0 ? 0 : histogram.percentile(50) / 1000,
      p99Us: histogram.count === 0 ? 0 : histogram.percentile(99) / 1000,
    }),
  };
}
