import { readlinkSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { type Derivation, derive } from './hash-thread.ts';

/**
 * A step of it is worth about a tenth of the processor time (sched(7)), so this leaves the thread half of what another
 * busy thread gets. Far lower priorities refuse logins on a busy machine, because they are not checked in time.
 */
const niceness = 3;
const lowestPriority = constants.priority.PRIORITY_LOW;

// The program of the thread on which a replica hashes passwords.
standBack();
parentPort?.on('message', (asked: Derivation) => parentPort?.postMessage(derive(asked)));

/**
 * Gives this thread a lower priority, so that the threads that answer requests go first. Linux keeps a priority for each
 * thread, proc(5) names the thread; elsewhere the priority stays as it is.
 */
function standBack(): void {
  if (process.platform !== 'linux') return;
  const thread = Number(basename(readlinkSync('/proc/thread-self')));
  // Added to what there is, because a process that was started with a lower priority may not raise it.
  setPriority(thread, Math.min(lowestPriority, getPriority(thread) + niceness));
}
