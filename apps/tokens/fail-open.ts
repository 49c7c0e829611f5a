import { isStoreFault } from '../shared/store-fault.ts';
import type { Revocations } from './revocations.ts';

export interface FailOpen extends Pick<Revocations, 'isRevoked'> {
  /** Requests that were let in without the list having been read. */
  admittedUnchecked(): number;
}

/**
 * Admits when the list cannot be read: an outage of Redis signs nobody out, and whoever can bring one about
 * un-revokes every token. The choice of much code in the field, mostly without its name; here it is a contender.
 */
export function failOpen(list: Pick<Revocations, 'isRevoked'>): FailOpen {
  let admitted = 0;
  return {
    async isRevoked(login, jti) {
      try {
        return await list.isRevoked(login, jti);
      } catch (error) {
        if (!isStoreFault(error)) throw error;
        admitted += 1;
        return false;
      }
    },
    admittedUnchecked: () => admitted,
  };
}
