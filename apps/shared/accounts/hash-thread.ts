import { scryptSync } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** OWASP Password Storage Cheat Sheet: N = 2^14, r = 8, p = 5 is one of the equal minimum settings (16 MiB). */
export const scryptCost = { N: 2 ** 14, r: 8, p: 5 };
export const hashBytes = 32;

/** What is hashed. */
export interface Derivation {
  readonly password: string;
  readonly salt: Uint8Array;
}

/** The scrypt key of a password. It keeps the calling thread busy for as long as it takes. */
export function derive({ password, salt }: Derivation): Uint8Array {
  return scryptSync(password, salt, hashBytes, scryptCost);
}

/** A thread that hashes one password after the other. */
export type HashThread = (asked: Derivation) => Promise<Uint8Array>;

/**
 * Starts a thread of its own for password hashes, with a lower priority. On libuv's four threads a hash would stand
 * in the way of WebCrypto, with which jose checks signatures. The thread keeps no process alive.
 */
export function startHashThread(): HashThread {
  // The thread needs none of the flags with which the replica was started.
  const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { execArgv: [] });
  worker.unref();
  return async (asked) => {
    worker.postMessage(asked);
    const [key] = await once(worker, 'message');
    return key;
  };
}
