import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type Derivation,
  type HashThread,
  hashBytes,
  scryptCost,
  startHashThread,
} from './hash-thread.ts';

/** The passwords of the seeded people. */
export interface Passwords {
  /**
   * Whether this is the password of a seeded person. Takes the same time for a name that does not exist. Null: it was
   * not checked, because too many others are being checked.
   */
  verify(username: string, password: string): Promise<boolean | null>;
}

/** How many passwords a replica checks at a time. */
export interface HashLimits {
  /** Hashes that run at the same time. 0: without a limit, of number or of time, which is a trap. */
  readonly atOnce: number;
  /** Logins that may wait for a hash. One more is refused at once. */
  readonly waiting: number;
  /** A login that has not been checked by then, waiting and hash together, is refused. Its hash keeps its place. */
  readonly longestMs: number;
}

/** `salt.hash`, both base64url. The demo passwords are documented in apps/README.md: `alice-demo-password`, … */
const seededHashes: ReadonlyMap<string, string> = new Map([
  ['alice', 'UTs6qi8Zn3RRgWmOsEhNmg.gAhqegIBfCRgZCV17wZZR5s2Sknb9_HSqFzYwWhAdoE'],
  ['bob', 'cf8k0WQMhaW8nTZ11okS1A.Z57-PRhxwV2Ej_P-5ohS0e6M-fnUfky5wdJ5F2weYhk'],
  ['grace', 'nYWhNQyWh1WMBQ6XyCGTDQ.bIG2RSNYPhgLwbX6xk-u_cnOOE9aqkgtqdEM5Ajhm78'],
]);

/**
 * After a wrong password the thread rests for this many times as long as its hash took, so wrong passwords take at most
 * a third of a processor from a replica. A lower priority is not enough: Linux does not compare the priorities of
 * threads in different groups (containers, and sched(7), autogroup).
 */
const restsAfterWrongPassword = 2;

/** Hash of a random password that was thrown away. Keeps an unknown name as slow as a known one. */
const nobodysHash = 'zTSaE_qhmdpc2i9mVmZ1KA.QYVM_ASv-W_tsfNj5Hm1pZRUgc84-bqlEagbalfNIeU';

const deriveOnSharedThreads = promisify<string, Uint8Array, number, typeof scryptCost, Buffer>(
  scrypt,
);

/**
 * Checks passwords with scrypt, a few at a time, each on a thread of its own that gives way to the requests.
 *
 * Without a limit it does what an app does that takes no care: `scrypt` runs on libuv's four threads, and so does
 * WebCrypto, with which jose checks signatures. A handful of wrong passwords then keeps all four threads busy: every
 * token waits behind them, and logins run into the read timeout of the balancer, which takes the replica out of
 * rotation.
 */
export function createPasswords(limits: HashLimits): Passwords {
  const turns = createTurns(limits);
  /** Threads without work. At most `atOnce` hashes run, so there are never more threads than that. */
  const idle: HashThread[] = [];

  const derive = async (asked: Derivation): Promise<Uint8Array> => {
    if (limits.atOnce === 0) {
      return await deriveOnSharedThreads(asked.password, asked.salt, hashBytes, scryptCost);
    }
    const thread = idle.pop() ?? startHashThread();
    const key = await thread(asked);
    // A thread that failed does not come back.
    idle.push(thread);
    return key;
  };

  return {
    async verify(username, password) {
      const stored = seededHashes.get(username);
      const [salt = '', hash = ''] = (stored ?? nobodysHash).split('.');
      const check = async (): Promise<Check> => {
        const startedMs = performance.now();
        const derived = await derive({ password, salt: Buffer.from(salt, 'base64url') });
        const isSame = timingSafeEqual(derived, Buffer.from(hash, 'base64url'));
        // scrypt begins with HMAC, which pads a short key with zeros: a NUL behind a password would not change its hash.
        const isRight = isSame && stored !== undefined && !password.includes('\0');
        const tookMs = performance.now() - startedMs;
        return { isRight, restMs: isRight ? 0 : restsAfterWrongPassword * tookMs };
      };
      return await turns.take(check, AbortSignal.timeout(limits.longestMs));
    },
  };
}

interface Check {
  readonly isRight: boolean;
  /** For how long the place of this check stays taken after its end. */
  readonly restMs: number;
}

/** Runs a bounded number of checks at a time. The others wait, first come, first served. */
function createTurns({ atOnce, waiting }: HashLimits) {
  const queue = new Set<() => void>();
  let running = 0;

  /** Resolves with whether the check may run. Its place is taken before anything is awaited. */
  const begin = async (deadline: AbortSignal): Promise<boolean> => {
    if (running < atOnce) {
      running += 1;
      return true;
    }
    if (queue.size >= waiting) return false;
    return await new Promise<boolean>((resolve) => {
      const turn = () => resolve(true);
      queue.add(turn);
      deadline.addEventListener('abort', () => {
        // A check whose turn has come is no longer in the queue, and runs.
        if (queue.delete(turn)) resolve(false);
      });
    });
  };

  /** Gives the place to the check that has waited longest, or frees it. */
  const end = (): void => {
    const [next] = queue;
    if (next === undefined) {
      running -= 1;
      return;
    }
    queue.delete(next);
    next();
  };

  return {
    /**
     * Whether the check passed. Null: it was not run, or has not ended by the deadline. It keeps its place until it has
     * ended and rested.
     */
    async take(check: () => Promise<Check>, deadline: AbortSignal): Promise<boolean | null> {
      // A deadline would protect the replica, and `login-storm-unbounded` shows what happens without protection.
      if (atOnce === 0) return (await check()).isRight;
      if (!(await begin(deadline))) return null;
      const checked = check();
      checked.then(({ restMs }) => {
        if (restMs === 0) end();
        else setTimeout(end, restMs).unref();
      }, end);
      return await Promise.race([checked.then(({ isRight }) => isRight), isOver(deadline)]);
    },
  };
}

function isOver(deadline: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (deadline.aborted) resolve(null);
    else deadline.addEventListener('abort', () => resolve(null));
  });
}
