import { Pool } from 'undici';
import { clockOf } from '../clock.ts';
import type { PacerCommands } from '../pace.ts';
import { serveCalls } from '../process.ts';
import {
  attemptsIn,
  type PacedLoad,
  type PacedOutcome,
  type PacedRecord,
  type RequestHeaders,
  type TransportOutcome,
} from './record.ts';
import { keepSchedule, type PlannedSend, planner } from './schedule.ts';

/** The pacer's process: keeps the credential sets and runs open loops, several beside each other if asked. */

/** A loop that goes on. */
interface Run {
  readonly abort: AbortController;
  readonly inFlight: Set<Promise<void>>;
}

const credentialSets = new Map<string, readonly RequestHeaders[]>();
const runs = new Map<number, Run>();

serveCalls<PacerCommands>({
  provide: async ({ name, headers }) => {
    credentialSets.set(name, headers);
  },
  run: async ({ run, load, originMs }) => {
    const started = { abort: new AbortController(), inFlight: new Set<Promise<void>>() };
    runs.set(run, started);
    try {
      return await runPaced(load, clockOf(originMs), started);
    } finally {
      runs.delete(run);
    }
  },
  stop: async ({ run }) => runs.get(run)?.abort.abort(),
  inFlight: async ({ run }) => runs.get(run)?.inFlight.size ?? 0,
});

const defaults = { timeoutMs: 3_000, fineMs: 1.5 };

/**
 * Runs one open loop to its end, or until the signal aborts; then waits for what is in flight, at most `timeoutMs`.
 * Keep-alive connections, one request at a time on each, as many as are needed: nothing queues in the client.
 */
async function runPaced(
  load: PacedLoad,
  now: () => number,
  { abort: { signal }, inFlight }: Run,
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
  let notSent = 0;

  const send = (k: number, intendedMs: number) => {
    if (inFlight.size >= maxInFlight) {
      notSent += 1;
      return;
    }
    const answered = sendOne(pool, plan(k), { k, intendedMs, timeoutMs, now }).then((record) => {
      records.push(record);
      inFlight.delete(answered);
    });
    inFlight.add(answered);
  };

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
  await Promise.all(inFlight);
  await pool.destroy();
  return {
    startedAtMs,
    endedAtMs,
    ratePerSecond: load.ratePerSecond,
    records: records.sort((a, b) => a.k - b.k),
    notSent,
  };
}

/** The head of an answer, as far as a record keeps it. */
type Head = Pick<PacedRecord, 'status' | 'replica' | 'upstream' | 'upstreamStatus'>;

const noHead: Head = { status: null, ...attemptsIn({}) };

/** Request k: when the schedule wants it sent, and for how long it may take. */
interface Sending {
  readonly k: number;
  readonly intendedMs: number;
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** Sends one request and says how it ended. Never rejects: a failure is a record. */
async function sendOne(
  pool: Pool,
  { kind, request, headers }: PlannedSend,
  { k, intendedMs, timeoutMs, now }: Sending,
): Promise<PacedRecord> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  const sentMs = now();
  const record = { k, kind, population: request.population, intendedMs, sentMs };
  let head = noHead;
  try {
    const answer = await pool.request({
      method: request.method,
      path: request.path,
      headers,
      body: request.body ?? null,
      signal: abort.signal,
    });
    head = { status: answer.statusCode, ...attemptsIn(answer.headers) };
    // The body is read to its end: undici rejects when fewer bytes come than Content-Length says.
    await answer.body.arrayBuffer();
    return { ...record, ...head, doneMs: now(), outcome: 'status', error: null };
  } catch (error) {
    const outcome = abort.signal.aborted ? 'timeout' : failureOf(error, head.status !== null);
    return { ...record, ...head, doneMs: now(), outcome, error: codeOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

function failureOf(error: unknown, headReceived: boolean): TransportOutcome {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'timeout';
  return headReceived ? 'short-body' : 'reset';
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error) return String(error.code);
  return error instanceof Error ? error.name : 'unknown';
}
