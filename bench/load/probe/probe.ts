import { Client } from 'undici';

/** What a probe's answer says about the credential. `error` (503, transport) says nothing about it. */
export type ProbeVerdict = 'accepted' | 'refused' | 'error';

/** One probe of one target. Times are on this process's `performance.now()`, the clock of the revoking request. */
export interface Probe {
  readonly sentMs: number;
  /** Complete answer, or the failure. */
  readonly doneMs: number;
  readonly verdict: ProbeVerdict;
  /** Null when the transport failed. */
  readonly status: number | null;
}

/** Decides what an answer says; `body` is the raw body. */
export type Judge = (status: number, body: Buffer) => ProbeVerdict;

/** 2xx accepts; 401 and 403 refuse; anything else says nothing about the credential. */
export const byStatus: Judge = (status) => {
  if (status >= 200 && status < 300) return 'accepted';
  return status === 401 || status === 403 ? 'refused' : 'error';
};

/**
 * For a demotion: the credential goes on working, and what must end is the old role. A 2xx that still says `role`
 * accepts; one with another role refuses, and so does a refusal of the credential itself. No JSON says nothing.
 */
export function byRole(role: string): Judge {
  return (status, body) => {
    const verdict = byStatus(status, body);
    if (verdict !== 'accepted') return verdict;
    try {
      return roleIn(body) === role ? 'accepted' : 'refused';
    } catch {
      return 'error';
    }
  };
}

function roleIn(body: Buffer): unknown {
  const answer: unknown = JSON.parse(body.toString('utf8'));
  return typeof answer === 'object' && answer !== null && 'role' in answer
    ? answer.role
    : undefined;
}

/**
 * A keep-alive connection that presents one credential, again and again, one probe at a time. undici's dispatch costs
 * per probe what a hand-written reader of raw sockets costs (both were measured; waking up is the larger part), and
 * checks the framing of every answer.
 */
export interface ProbeConnection {
  idle(): boolean;
  /** Sends a probe. Only when idle. */
  send(): void;
  /** What is outstanding ends as an error. */
  destroy(): void;
}

export interface ProbeRequest {
  readonly url: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly judge: Judge;
}

const nothing = Buffer.alloc(0);

/** `done` is handed each probe when it has ended. */
export function openProbeConnection(
  { url, path, headers, timeoutMs, judge }: ProbeRequest,
  done: (probe: Probe) => void,
): ProbeConnection {
  const client = new Client(url, {
    pipelining: 1,
    keepAliveTimeout: 600_000,
    keepAliveMaxTimeout: 600_000,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
  });
  let idle = true;

  const send = () => {
    idle = false;
    // Stamped before the write, so a probe never counts as sent after a moment that it was sent before.
    let sentMs = performance.now();
    let status: number | null = null;
    let body: Buffer = nothing;
    const finish = (verdict: Probe['verdict']) => {
      idle = true;
      done({ sentMs, doneMs: performance.now(), verdict, status });
    };
    client.dispatch(
      { method: 'GET', path, headers },
      {
        // Again here, because the first probe of a connection waits for the handshake.
        onRequestStart: () => {
          sentMs = performance.now();
        },
        onResponseStart: (_controller, statusCode) => {
          status = statusCode;
        },
        onResponseData: (_controller, chunk) => {
          body = body.length === 0 ? chunk : Buffer.concat([body, chunk]);
        },
        onResponseEnd: () => finish(status === null ? 'error' : judge(status, body)),
        onResponseError: () => finish('error'),
      },
    );
  };
  return { idle: () => idle, send, destroy: () => void client.destroy() };
}
