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
