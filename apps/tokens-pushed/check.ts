import { Problem } from '../shared/http/problem.ts';
import type { RequestCheck } from '../tokens/revocation.ts';
import type { RevocationList } from './revocation-list.ts';

/** What a replica does that cannot know the latest revocations: refuse, admit, or admit what only reads. */
export type StalePolicy = 'closed' | 'open' | 'scoped';

export interface PushedCheckParts {
  readonly list: RevocationList;
  readonly ageMs: () => number;
  /** A list that is older than this is not trusted. */
  readonly boundMs: number;
  readonly policy: StalePolicy;
}

/**
 * Looks into the replica's own memory. It asks for the age of the list at each request and uses no timer: a replica
 * that was frozen wakes up with a request and an old list, and no timer has run in between.
 */
export function checkPushedList({ list, ageMs, boundMs, policy }: PushedCheckParts): RequestCheck {
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
