import { nap, napMs } from '../clock.ts';
import type { PacedLoad, PlannedRequest, RequestHeaders } from './record.ts';

/**
 * An open loop on an absolute schedule: request k is due at t0 + k / rate, whatever the answers do. Late requests are
 * sent at once, all of them, and keep their due time, so that a stall of the server or of this process shows up as
 * latency instead of vanishing (coordinated omission; Tene, wrk2).
 */
export interface Schedule {
  readonly startMs: number;
  readonly ratePerSecond: number;
  readonly count: number;
  /** Sleep until this close to the next due time, then wait more finely. */
  readonly fineMs: number;
  readonly now: () => number;
  readonly send: (k: number, dueMs: number) => void;
  readonly signal: AbortSignal;
}

/** Resolves when the last request was sent, or at once when the signal aborts. Does not wait for answers. */
export function keepSchedule(schedule: Schedule): Promise<void> {
  const { startMs, ratePerSecond, count, fineMs, now, send, signal } = schedule;
  const dueMs = (k: number) => startMs + (k * 1_000) / ratePerSecond;
  return new Promise((resolve) => {
    let next = 0;
    let timer: NodeJS.Timeout | undefined;
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      next = count;
      resolve();
    };
    const step = () => {
      while (next < count && dueMs(next) <= now()) {
        send(next, dueMs(next));
        next += 1;
      }
      if (next < count) timer = wait(step, dueMs(next) - now(), fineMs);
      else end();
    };
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    else step();
  });
}

/**
 * Calls back soon enough before `waitMs` are over, perhaps several times. Timers have whole milliseconds and fire late,
 * so the last stretch is napped and then spun, with a turn for sockets in between.
 */
function wait(step: () => void, waitMs: number, fineMs: number): NodeJS.Timeout | undefined {
  const sleepMs = Math.floor(waitMs - fineMs);
  if (sleepMs >= 1) return setTimeout(step, sleepMs);
  if (waitMs > napMs) nap();
  setImmediate(step);
  return undefined;
}

/** Request k of a load, ready to be sent. */
export interface PlannedSend {
  readonly kind: number;
  readonly request: PlannedRequest;
  readonly headers: RequestHeaders;
}

/**
 * Turns the plan into a function of k. Each kind of request goes through its credentials in turn, so that one key of
 * the store is not asked again and again.
 */
export function planner(
  load: PacedLoad,
  credentialSets: ReadonlyMap<string, readonly RequestHeaders[]>,
): (k: number) => PlannedSend {
  if (load.plan.length === 0) throw new RangeError('the plan holds no request');
  const kinds = load.plan.map((request) => ({
    request,
    credentials: credentialsOf(request, credentialSets),
  }));
  return (k) => {
    const kind = k % kinds.length;
    const planned = kinds[kind];
    if (planned === undefined) throw new RangeError(`request ${k} is not a whole number`);
    const turn = Math.floor(k / kinds.length) % planned.credentials.length;
    return {
      kind,
      request: planned.request,
      headers: {
        ...planned.request.headers,
        ...planned.credentials[turn],
        ...(planned.request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(load.requestIdPrefix === undefined
          ? {}
          : { 'x-request-id': `${load.requestIdPrefix}${k}` }),
      },
    };
  };
}

function credentialsOf(
  { credentials: name }: PlannedRequest,
  credentialSets: ReadonlyMap<string, readonly RequestHeaders[]>,
): readonly RequestHeaders[] {
  if (name === undefined) return [{}];
  const set = credentialSets.get(name);
  if (set === undefined || set.length === 0) throw new RangeError(`no credentials named ${name}`);
  return set;
}
