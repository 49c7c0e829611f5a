import type { Pool } from 'undici';
import type { PlannedSend } from './plan.ts';
import type { PacedRecord, TransportOutcome } from './record.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The head of an answer, as far as a record keeps it. */
type Head = Pick<PacedRecord, 'status' | 'replica' | 'upstream' | 'upstreamStatus'>;

const noHead: Head = { status: null, replica: null, upstream: null, upstreamStatus: null };

/** Sends one request and says how it ended. Never rejects: a failure is a record. */
export async function sendOne(
  pool: Pool,
  { kind, request, headers }: PlannedSend,
  {
    k,
    intendedMs,
    timeoutMs,
    now,
  }: {
    readonly k: number;
    readonly intendedMs: number;
    readonly timeoutMs: number;
    readonly now: () => number;
  },
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
    head = headOf(answer.statusCode, answer.headers);
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

function headOf(status: number, headers: Headers): Head {
  return {
    status,
    replica: single(headers['x-replica']),
    upstream: single(headers['x-upstream']),
    upstreamStatus: single(headers['x-upstream-status']),
  };
}

function single(value: string | string[] | undefined): string | null {
  return typeof value === 'string' ? value : (value?.join(', ') ?? null);
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
