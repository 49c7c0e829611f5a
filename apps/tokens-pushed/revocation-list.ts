import { Problem } from '../shared/http/problem.ts';
import type { Login, RequestCheck } from '../tokens/revocation.ts';

/** `token`: one `jti`. `login`: all tokens of one `sid`. `subject`: all logins up to a not-before. */
export const kinds = ['token', 'login', 'subject'] as const;
export type Kind = (typeof kinds)[number];

/** One thing that has been revoked. */
export interface Revocation {
  readonly kind: Kind;
  readonly id: string;
  /** Time of Redis at which the last credential that this entry concerns has expired. */
  readonly endsAtMs: number;
  /** Of a subject: logins up to and including this moment are revoked. 0 for the other kinds. */
  readonly notBeforeMs: number;
}

/** The revocations that this replica knows. Entries are only added, and dropped after their end. */
export interface RevocationList {
  /** Union: the later end and the later not-before hold. */
  add(revocation: Revocation): void;
  covers(login: Login, jti: string | undefined): boolean;
  /** The entries that have not ended: a Redis that has lost them gets them back. */
  live(nowMs: number): Generator<Revocation>;
  /** Looks at the next `count` entries in a circle, and drops those that have ended. */
  sweep(nowMs: number, count: number): void;
  readonly size: number;
}

/** Clocks are read at different moments, so an entry stays a second longer than its end. */
const sweepMarginMs = 1000;

/**
 * The list uses plain maps. A revoked token takes about 80 bytes: at 10 logouts a second and tokens of 15 minutes, that
 * is less than a megabyte. The ends are whole seconds, because V8 stores small integers in place.
 */
export function createRevocationList(): RevocationList {
  const ends: Readonly<Record<Kind, Map<string, number>>> = {
    token: new Map(),
    login: new Map(),
    subject: new Map(),
  };
  const notBefore = new Map<string, number>();
  let sweeping: Generator<() => void> | null = null;

  function* each(): Generator<Revocation> {
    for (const kind of kinds) {
      for (const [id, endSeconds] of ends[kind]) {
        const notBeforeMs = kind === 'subject' ? (notBefore.get(id) ?? 0) : 0;
        yield { kind, id, endsAtMs: endSeconds * 1000, notBeforeMs };
      }
    }
  }

  /** Yields a function for each entry that removes it. A map may lose entries while it is iterated. */
  function* removals(nowMs: number): Generator<() => void> {
    for (const { kind, id, endsAtMs } of each()) {
      yield () => {
        if (endsAtMs > nowMs - sweepMarginMs) return;
        ends[kind].delete(id);
        if (kind === 'subject') notBefore.delete(id);
      };
    }
  }

  return {
    add({ kind, id, endsAtMs, notBeforeMs }) {
      const endSeconds = Math.ceil(endsAtMs / 1000);
      ends[kind].set(id, Math.max(endSeconds, ends[kind].get(id) ?? 0));
      if (kind === 'subject') notBefore.set(id, Math.max(notBeforeMs, notBefore.get(id) ?? 0));
    },
    covers({ sub, sid, loginAtMs }, jti) {
      if (jti !== undefined && ends.token.has(jti)) return true;
      if (ends.login.has(sid)) return true;
      const since = notBefore.get(sub);
      return since !== undefined && loginAtMs <= since;
    },
    *live(nowMs) {
      for (const revocation of each()) if (revocation.endsAtMs > nowMs) yield revocation;
    },
    sweep(nowMs, count) {
      for (let looked = 0; looked < count; looked += 1) {
        sweeping ??= removals(nowMs);
        const next = sweeping.next();
        if (next.done) {
          sweeping = null;
          return;
        }
        next.value();
      }
    },
    get size() {
      return ends.token.size + ends.login.size + ends.subject.size;
    },
  };
}

/** What a replica does that cannot know the latest revocations: refuse, admit, or admit what only reads. */
export type StalePolicy = 'closed' | 'open' | 'scoped';

/**
 * Looks into the replica's own memory. It asks for the age of the list at each request and uses no timer: a replica
 * that was frozen wakes up with a request and an old list, and no timer has run in between.
 * @param boundMs a list that is older than this is not trusted
 */
export function checkPushedList(
  list: RevocationList,
  ageMs: () => number,
  boundMs: number,
  policy: StalePolicy,
): RequestCheck {
  const mayDecide = (method: string): boolean => {
    if (ageMs() <= boundMs || policy === 'open') return true;
    return policy === 'scoped' && (method === 'GET' || method === 'HEAD');
  };
  return {
    async isRevoked(claims, method) {
      // A credential that the list covers is refused, however old the list is.
      if (list.covers(claims, claims.jti)) return true;
      if (!mayDecide(method)) throw new Problem('stale');
      return false;
    },
  };
}
