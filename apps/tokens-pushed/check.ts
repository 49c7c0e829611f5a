import { Problem } from '../shared/http/problem.ts';
import type { RequestCheck } from '../tokens/revocation.ts';
import type { RevocationList } from './revocation-list.ts';

/** What a replica does that cannot know the latest revocations: refuse, admit, or admit what only reads. */
export type StalePolicy = 'closed' | 'open' | 'scoped';

export interface PushedCheckParts {
  readonly list: RevocationList;
  readonly ageMs: () => number;
  /** Older than this, the list is not trusted. */
  readonly boundMs: number;
  readonly policy: StalePolicy;
}

/**
 * A look into the own memory. How old that is, is asked at each request and not by a timer: a replica that was
 * frozen wakes up with a request and an old list, and no timer has run in between.
 */
export function checkPushedList({ list, ageMs, boundMs, policy }: PushedCheckParts): RequestCheck {
  const mayDecide = (method: string): boolean => {
    if (ageMs() <= boundMs || policy === 'open') return true;
    return policy === 'scoped' && (method === 'GET' || method === 'HEAD');
  };
  return {
    async isRevoked(claims, method) {
      // What is known to be revoked stays refused, however old the knowledge.
      if (list.covers(claims, claims.jti)) return true;
      if (!mayDecide(method)) throw new Problem('stale');
      return false;
    },
  };
}
