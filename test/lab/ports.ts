import { freePorts } from '../../infra/stack/ports.ts';

/**
 * A port that was free a moment ago, and that no outgoing connection is given: a server that is started again on its
 * port would find it lent to a client, the more often the more tests run beside each other.
 */
export function freePort(): Promise<number> {
  return freePorts(1, Math.random);
}
