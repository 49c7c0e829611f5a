import { Pool } from 'undici';
import { planner } from './plan.ts';
import type { PacedLoad, PacedOutcome, PacedRecord, RequestHeaders } from './record.ts';
import { keepSchedule } from './schedule.ts';
import { sendOne } from './send.ts';

const defaults = { timeoutMs: 3_000, fineMs: 1.5 };

/** What a run tells while it goes on. */
export interface Progress {
  inFlight: number;
}

/**
 * Runs one open loop to its end, or until the signal aborts; then waits for what is in flight, at most `timeoutMs`.
 * Keep-alive connections, one request at a time on each, as many as are needed: nothing queues in the client.
 */
export async function runPaced(
  load: PacedLoad,
  credentialSets: ReadonlyMap<string, readonly RequestHeaders[]>,
  now: () => number,
  signal: AbortSignal,
  progress: Progress = { inFlight: 0 },
): Promise<PacedOutcome> {
  const timeoutMs = load.timeoutMs ?? defaults.timeoutMs;
  const maxInFlight =
    load.maxInFlight ?? Math.ceil((1.25 * load.ratePerSecond * timeoutMs) / 1_000);
  const plan = planner(load, credentialSets);
  const pool = new Pool(load.url, {
    connections: maxInFlight,
    pipelining: 1,
    // The balancer decides when an idle connection ends, and the record's own timer when a request does.
    keepAliveTimeout: 600_000,
    keepAliveMaxTimeout: 600_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: timeoutMs },
  });
  const records: PacedRecord[] = [];
  const inFlight = new Set<Promise<void>>();
  let notSent = 0;

  const send = (k: number, intendedMs: number) => {
    if (inFlight.size >= maxInFlight) {
      notSent += 1;
      return;
    }
    const answered = sendOne(pool, plan(k), { k, intendedMs, timeoutMs, now }).then((record) => {
      records.push(record);
      inFlight.delete(answered);
      progress.inFlight = inFlight.size;
    });
    inFlight.add(answered);
    progress.inFlight = inFlight.size;
  };

  const busyBefore = performance.eventLoopUtilization();
  const startedAtMs = load.startAtMs ?? now();
  await keepSchedule({
    startMs: startedAtMs,
    ratePerSecond: load.ratePerSecond,
    count: Math.round((load.ratePerSecond * load.durationMs) / 1_000),
    fineMs: load.fineMs ?? defaults.fineMs,
    now,
    send,
    signal,
  });
  const endedAtMs = now();
  const { utilization } = performance.eventLoopUtilization(busyBefore);
  await Promise.all(inFlight);
  await pool.destroy();
  return {
    startedAtMs,
    endedAtMs,
    ratePerSecond: load.ratePerSecond,
    records: records.sort((a, b) => a.k - b.k),
    notSent,
    utilization,
  };
}
